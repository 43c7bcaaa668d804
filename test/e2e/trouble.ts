import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { ChatPage } from './chat-page.ts';
import type { Results } from './results.ts';

/** What people see when Azure is down, and that it works again afterwards. */
export async function outage(chat: ChatPage, tenant: Sandbox, results: Results): Promise<void> {
  await chat.goTo('personal');
  await results.check(`${chat.who}: an outage of Log Analytics is told with a way on`, async () => {
    tenant.control.addFault({ match: 'logs', status: 503, times: 1_000 });
    try {
      const card = await chat.ask(
        'alerts',
        /Log Analytics could not be used[\s\S]*try again[\s\S]*Reference/,
      );
      await chat.picture(card, `${chat.who}-outage`);
      tenant.control.clearFaults();
      await chat.click(card, 'Try again', /\d+ alerts in the last/);
    } finally {
      tenant.control.clearFaults();
    }
  });
  await results.check(
    `${chat.who}: a slow Azure gets a first answer at once and the real one in its place`,
    async () => {
      tenant.control.addFault({ match: 'logs', delayMs: 6_000, times: 1 });
      try {
        const working = await chat.ask('alerts', /Working on it/);
        await chat.picture(working, `${chat.who}-working`);
        await chat.appear(() => Promise.resolve(), /\d+ alerts in the last/);
      } finally {
        tenant.control.clearFaults();
      }
    },
  );
  await results.check(`${chat.who}: a hub that does not exist is answered with a way on`, async () => {
    await chat.picture(await chat.ask('hub ctso-rtm-refinary', /mean/i), `${chat.who}-no-such-hub`);
  });
}

/** What a person without any right sees. */
export async function refusal(chat: ChatPage, results: Results): Promise<void> {
  await chat.goTo('personal');
  await results.check(
    `${chat.who}: is refused with the action, the scope and the role to ask for`,
    async () => {
      const card = await chat.ask(
        'alerts',
        /You lack a right[\s\S]*Microsoft\.OperationalInsights[\s\S]*Microsoft Sentinel Reader[\s\S]*Please give Stan Fletcher/,
      );
      await chat.picture(card, `${chat.who}-refused`);
    },
  );
  await results.check(`${chat.who}: may still ask for help`, async () => {
    await chat.ask('help', /What Hubwatch can do/);
  });
}
