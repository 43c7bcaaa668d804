import { setTimeout as delay } from 'node:timers/promises';
import type { Walk } from './guide.ts';

const patienceMs = 9_000;
// Half a minute of looking, then a minute until the later look, and some for the machine.
const unconfirmedWithinMs = 45_000;
const correctedWithinMs = 75_000;

/** Incidents on and off, and what goes wrong on the way. */
export async function incidentRules({ operator, tenant, results, shoot, see }: Walk): Promise<void> {
  await results.check('guide: incidents are off to begin with', async () => {
    await shoot(operator, await operator.ask('incidents', /Incidents are off/), 'incidents-off-at-first');
  });
  await results.check('guide: incidents of two severities are turned on and confirmed', async () => {
    const preview = await operator.ask(
      'incidents on high medium',
      /Preview[\s\S]*Turn on incidents[\s\S]*High and Medium/,
    );
    await shoot(operator, preview, 'incidents-on-preview');
    tenant.control.addFault({ match: 'alertRules', method: 'PUT', delayMs: 3_000 });
    await operator.press(preview, 'Turn on');
    await see(operator, /Working on it[\s\S]*Turn on incidents/, 'incidents-on-running');
    await see(operator, /Incidents turned on, confirmed by Azure/, 'incidents-on-done');
    await shoot(
      operator,
      await operator.ask('incidents', /Incidents are on[\s\S]*High and Medium/),
      'incidents-on-now',
    );
  });
  await results.check('guide: what Azure refuses is told, and can be asked again', async () => {
    const preview = await operator.ask('incidents off', /Preview[\s\S]*Turn off incidents/);
    await shoot(operator, preview, 'incidents-off-preview');
    tenant.control.addFault({ match: 'alertRules', method: 'PUT', status: 403 });
    await operator.press(preview, 'Turn off');
    const failed = await see(operator, /Failed[\s\S]*Turn off incidents/, 'incidents-off-failed');
    await operator.click(failed, 'Ask again', /Preview[\s\S]*Turn off incidents/);
  });
}

/** What Azure takes and does not show for half a minute. The rest of the guide goes on meanwhile. */
export async function beginUnconfirmed({ operator, tenant, results }: Walk): Promise<void> {
  await results.check('guide: incidents are turned off while Azure cannot be read afterwards', async () => {
    tenant.control.clearRequests();
    tenant.control.addFault({ match: 'alertRules', method: 'PUT', delayMs: 1_000 });
    await operator.press(await operator.shows(/Preview[\s\S]*Turn off incidents/), 'Turn off');
    const giveUpAt = Date.now() + patienceMs;
    while (!tenant.requests.some(({ route }) => route === 'alertRules.put')) {
      if (Date.now() > giveUpAt) throw new Error('the rule was not written');
      await delay(20);
    }
    tenant.control.addFault({ match: 'alertRules', method: 'GET', status: 503, times: 1_000 });
  });
}

/** What was begun is accepted after half a minute. Azure can be read again from then on. */
export async function seeUnconfirmed({ operator, tenant, results, see }: Walk): Promise<void> {
  await results.check('guide: what Azure does not show says so', async () => {
    const accepted = /Accepted by Azure, not confirmed yet[\s\S]*Turn off incidents/;
    try {
      await operator.shows(accepted, unconfirmedWithinMs);
      await see(operator, accepted, 'incidents-off-accepted');
    } finally {
      tenant.control.clearFaults();
    }
  });
}

/** It is confirmed by a later look, a minute after that. */
export async function seeCorrected({ operator, results, see }: Walk): Promise<void> {
  await results.check('guide: the card is corrected by itself when Azure shows it', async () => {
    const done = /Incidents turned off, confirmed by Azure/;
    await operator.shows(done, correctedWithinMs);
    await see(operator, done, 'incidents-off-done');
  });
}
