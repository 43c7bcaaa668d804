import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../sandbox/connector/chat.ts';
import { anApproversChannel, aWatchedBot } from '../support/a-watched-bot.ts';
import { textOf, type WholeBot } from '../support/a-whole-bot.ts';
import { atEntry, atRequest } from '../support/at-the-moment.ts';
import { retryQuickly } from '../support/quick-retries.ts';

/*
 * Azure slow, busy, gone in the middle of a write, or showing late what it did: one write, and words that are true at
 * every moment.
 */

const fields = 'Contoso Field Services';
const hub = 'ctso-fld-windfarm';
const usualRetries = retryQuickly();
const { bot, flow, inside } = await aWatchedBot();
const approvers = await anApproversChannel(
  bot,
  ['approver', 'operator'].map((key) => bot.person(key)),
);
beforeEach(() => {
  const { portal, moveClock, clearRequests } = bot.sandbox.control;
  portal.disconnect(fields);
  portal.disableDefender(hub);
  moveClock(31_000);
  bot.forget();
  clearRequests();
});
afterEach(() => bot.sandbox.control.clearFaults());
afterAll(usualRetries);

const connected = () =>
  bot.sandbox.world.connectors
    .all()
    .filter(
      ({ kind, properties }) => kind === 'IOT' && String(properties.subscriptionId).startsWith('18df83b9'),
    ).length;
const fault: WholeBot['sandbox']['control']['addFault'] = (one) => bot.sandbox.control.addFault(one);
const newest = async () => (await inside.changes()).at(-1);

/** Previews a connection and confirms it. */
async function connect(): Promise<ChatMessage> {
  const { message } = await flow.askAlone(`connect ${fields}`);
  expect(await flow.click('operator', message, 'Connect')).toMatch(/^On it/);
  return message;
}

/** Has the later look at a change come now. */
async function lookAgain(message: ChatMessage, ...what: RegExp[]): Promise<string> {
  expect(await inside.bringLooksForward()).toBe(1);
  return flow.shows(message, ...what);
}

/** Lets the bot wait, while for Azure no time passes. */
async function whileAzureStands<T>(work: () => Promise<T>): Promise<T> {
  const time = setInterval(() => bot.clock.advance(500), 25);
  try {
    return await work();
  } finally {
    clearInterval(time);
  }
}

describe('a write that Azure does and that nobody hears of', () => {
  it('because the connection breaks, is read back and confirmed', async () => {
    fault({ match: 'dataConnectors.put', drop: 'after' });
    const message = await connect();
    await flow.shows(message, /✅ Connected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    expect(connected()).toBe(1);
  });

  it('because the answer takes longer than anybody waits, is read back and confirmed', async () => {
    fault({ match: 'dataConnectors.put', slowAnswerMs: 5_000 });
    const message = await connect();
    await flow.shows(message, /✅ Connected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    expect(connected()).toBe(1);
  });

  it('is the same for enabling, and what waits for it goes on', async () => {
    fault({ match: 'iotSecuritySolutions.put', drop: 'after' });
    fault({ match: 'dataConnectors.put', drop: 'after' });
    const { message } = await flow.askAlone(`connect ${hub}`);
    const before = bot.teams.messages(approvers).length;
    await flow.click('operator', message, 'Request enabling');
    const request = await flow.whileTimeFlies(() =>
      bot.teams.until(() => bot.teams.messages(approvers)[before]),
    );
    await flow.click('approver', request, 'Approve');
    await flow.shows(message, /✅ Connected, confirmed by Azure/);
    await flow.shows(request, /✅ Defender enabled, confirmed by Azure/);
    expect(flow.writes()).toEqual(['iotSecuritySolutions.put', 'dataConnectors.put']);
  });

  it('is the same for the incident rule', async () => {
    fault({ match: 'alertRules.put', drop: 'after' });
    const { message } = await flow.askAlone('incidents on high');
    await flow.click('operator', message, 'Turn on');
    await flow.shows(message, /confirmed by Azure/);
    expect(flow.writes()).toEqual(['alertRules.put']);
    const rule = bot.sandbox.world.rules
      .all()
      .find(({ properties }) => properties.productFilter === 'Azure Security Center for IoT');
    bot.sandbox.control.portal.removeRule(rule?.name ?? '');
  });
});

describe('a write that Azure may not have got', () => {
  it('is called unknown, not repeated, and corrected when Azure shows it', async () => {
    fault({ match: 'dataConnectors.put', drop: 'before' });
    const message = await connect();
    const text = await flow.shows(message, /❔ Outcome unknown/);
    expect(text).toMatch(/Nobody can tell yet whether Azure did it/);
    expect(text).not.toMatch(/Nothing was changed|❌|✅/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    bot.sandbox.control.portal.connect(fields);
    bot.sandbox.control.moveClock(11_000);
    await lookAgain(message, /✅ Connected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    expect((await inside.story((await newest())?.id ?? '')).slice(-2)).toEqual([
      'ended connect',
      'corrected connect',
    ]);
  });

  it('stays unknown, and the card says where to look, when Azure never shows it', async () => {
    fault({ match: 'dataConnectors.put', drop: 'before' });
    const message = await connect();
    await flow.shows(message, /❔ Outcome unknown/);
    for (let look = 0; look < 3; look += 1) {
      await expect.poll(() => inside.bringLooksForward(), { interval: 20, timeout: 5_000 }).toBe(1);
      await flow.whileTimeFlies(() => expect.poll(pendingLooks, { interval: 20 }).toBe(look < 2 ? 1 : 0));
    }
    const text = await flow.shows(
      message,
      /❔ Outcome unknown/,
      /Azure still does not show it\. Please look in the portal/,
    );
    // Nobody looks any more.
    expect(text).not.toContain('looks again');
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    expect(connected()).toBe(0);
  });

  it('with 503 is sent once only', async () => {
    fault({ match: 'dataConnectors.put', status: 503, times: 5 });
    const message = await connect();
    const text = await flow.shows(message, /❔ Outcome unknown/);
    expect(text).toContain('is not available right now');
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    bot.sandbox.control.clearFaults();
    bot.sandbox.control.portal.connect(fields);
    bot.sandbox.control.moveClock(11_000);
    await lookAgain(message, /✅ Connected, confirmed by Azure/);
  });
});

/** Later looks that are queued and not due yet. */
async function pendingLooks(): Promise<number> {
  const rows = await inside.ask(
    `select id from hubwatch_jobs.job where name = 'changes' and state < 'active' and data ->> 'look' is not null
     and start_after > now()`,
  );
  return rows.length;
}

describe('a write that Azure refuses', () => {
  const putTimes = () =>
    bot.sandbox.requests.filter(({ route }) => route === 'dataConnectors.put').map(({ at }) => at.getTime());

  it.each([2, 30])(
    'for too many requests is sent again after the %i seconds that Azure asks for',
    async (seconds) => {
      fault({ match: 'dataConnectors.put', status: 429, retryAfter: String(seconds) });
      const message = await connect();
      await flow.shows(message, /✅ Connected, confirmed by Azure/);
      const [first = 0, second = 0, ...more] = putTimes();
      expect(more).toEqual([]);
      // Both clocks run alike but for some moments.
      expect(second - first).toBeGreaterThan(seconds * 1000 - 600);
    },
  );

  it('for an hour fails, says when to try again, and is not sent again', async () => {
    fault({ match: 'dataConnectors.put', status: 429, retryAfter: '3600' });
    const message = await connect();
    const text = await flow.shows(message, /❌ Failed/, /\[ Ask again \]/);
    expect(text).toMatch(/is busy and asks to wait (1 hour|60 minutes|an hour)/);
    expect(text).toContain('Nothing was changed');
    expect(putTimes()).toHaveLength(1);
    expect(connected()).toBe(0);
  });

  it('because the identity of the bot lacks the role fails, and says that it is not the person', async () => {
    const { portal } = bot.sandbox.control;
    expect(portal.revoke('bot', 'Microsoft Sentinel Contributor', 'workspace-group')).toBe(1);
    try {
      const message = await connect();
      const text = await flow.shows(message, /❌ Failed/);
      expect(text).toContain("does not let Hubwatch's own identity do this");
      expect(text).toContain('Microsoft Sentinel Contributor on the workspace');
      expect(text).not.toContain('Olivia Bakker does not have the right');
      expect(putTimes()).toHaveLength(1);
    } finally {
      portal.grant('bot', 'Microsoft Sentinel Contributor', 'workspace-group');
    }
  });

  it('because the workspace is in the Defender portal fails, and explains that', async () => {
    bot.sandbox.control.set({ defenderPortal: true });
    try {
      const { message } = await flow.askAlone('incidents on high');
      await flow.click('operator', message, 'Turn on');
      const text = await flow.shows(message, /❌ Failed/);
      expect(text).toMatch(/moved to the Microsoft Defender portal, that portal makes the incidents/);
      expect(text).toContain('Nothing was changed');
      expect(flow.writes()).toEqual(['alertRules.put']);
    } finally {
      bot.sandbox.control.set({ defenderPortal: false });
    }
  });
});

describe('a write that Azure took', () => {
  it('and shows only after 40 seconds is accepted first, and confirmed by itself later', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    await whileAzureStands(async () => {
      await flow.click('operator', message, 'Connect');
      await bot.teams.until(() => /🕓 Accepted by Azure, not confirmed yet/.test(textOf(message)), 15_000);
    });
    expect(textOf(message)).toMatch(/does not show all of it yet.*this card changes by itself/);
    // The first look comes too early, the second in time.
    expect(await inside.bringLooksForward()).toBe(1);
    await expect.poll(pendingLooks, { interval: 20, timeout: 5_000 }).toBe(1);
    expect(textOf(message)).toContain('🕓 Accepted by Azure, not confirmed yet');
    bot.sandbox.control.moveClock(40_000);
    await lookAgain(message, /✅ Connected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    expect((await newest())?.state).toBe('done');
  });

  it('while it cannot be read is not called failed', async () => {
    atRequest(bot, 'dataConnectors.put', () =>
      fault({ match: 'dataConnectors.list', status: 503, times: 100 }),
    );
    const message = await connect();
    await flow.shows(message, /🕓 Accepted by Azure, not confirmed yet/);
    bot.sandbox.control.clearFaults();
    bot.sandbox.control.moveClock(11_000);
    await lookAgain(message, /✅ Connected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
  });
});

describe('a change that cannot be looked at before it is written', () => {
  it('fails without a write when the roles of the people cannot be read', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    atEntry(bot, 'asked', () => fault({ match: 'roleAssignments.list', status: 503, times: 100 }));
    await flow.click('operator', message, 'Connect');
    const text = await flow.shows(message, /❌ Failed/);
    expect(text).toMatch(/Without knowing everybody’s rights nothing is done.*Nothing was changed/);
    expect(flow.writes()).toEqual([]);
  });

  it('fails without a write when its present state cannot be read', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    atEntry(bot, 'asked', () => fault({ match: 'dataConnectors.list', status: 503, times: 100 }));
    await flow.click('operator', message, 'Connect');
    const text = await flow.shows(message, /❌ Failed/);
    expect(text).toMatch(/not available right now.*Nothing was changed/);
    expect(flow.writes()).toEqual([]);
  });

  it('goes on when that was only for a moment', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    atEntry(bot, 'asked', () => fault({ match: 'dataConnectors.list', status: 503, times: 4 }));
    await flow.click('operator', message, 'Connect');
    await flow.shows(message, /✅ Connected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
  });
});

describe('a bot that is stopped and started again', () => {
  it('in the middle of a write ends the change with that one write', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    let written: (() => void) | undefined;
    const put = new Promise<void>((resolve) => {
      written = resolve;
    });
    atRequest(bot, 'dataConnectors.put', () => written?.());
    await flow.click('operator', message, 'Connect');
    await put;
    await bot.stopApp();
    expect((await connected()) + flow.writes().length).toBe(2);
    await bot.startApp();
    await flow.shows(message, /✅ Connected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    expect(connected()).toBe(1);
  });

  it('while approvers are asked takes their decision afterwards', async () => {
    const { message } = await flow.askAlone(`enable ${hub}`);
    const request = await flow.askApproval(message, approvers);
    await bot.stopApp();
    await bot.startApp();
    expect(await flow.click('approver', request, 'Approve')).toMatch(/^Approved/);
    await flow.shows(message, /✅ Defender enabled, confirmed by Azure/);
    expect(flow.writes()).toEqual(['iotSecuritySolutions.put']);
  });
});
