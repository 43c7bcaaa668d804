import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../sandbox/faults.ts';
import { loadStory } from '../../sandbox/world/story.ts';
import { type Answered, isWorking, startWholeBot, type WholeBot } from '../support/a-whole-bot.ts';
import { retryQuickly } from '../support/quick-retries.ts';

/*
 * Every route of Azure that a command uses, in every kind of trouble: the request of Teams is answered in
 * time, people get words that help, and the log has the cause. Runs with `npm run test:hostile`; one such trouble is
 * in message.test.ts.
 */
let bot: WholeBot;
let alertId = '';
const usualRetries = retryQuickly();
beforeAll(async () => {
  // A short past: the answers are not what is looked at, and each query costs time.
  bot = await startWholeBot({ story: { ...loadStory('plant'), historyDays: 0.2 } });
  bot.sandbox.control.set({ throttling: false });
  [alertId = ''] = bot.sandbox.control.addAlerts({ hub: 'ctso-rtm-refinery' });
  // Signs in, and loads what is loaded at the first use: what is measured below is trouble, not the start.
  await Promise.all(['hubs', 'hub ctso-rtm-refinery', 'status'].map((words) => bot.ask('approver', words)));
});
beforeEach(() => {
  bot.sandbox.control.moveClock(5_000); // gives Resource Graph's quota back: a bot near its end slows down
  bot.sandbox.control.clearRequests();
  bot.lines.length = 0;
});
afterEach(() => bot.sandbox.control.clearFaults());
afterAll(async () => {
  usualRetries();
  await bot?.stop();
});

/** The promise of the product: a turn is answered within three seconds, whatever Azure does. */
const promisedMs = 3_000;
const often = { interval: 2 };

const troubles: [name: string, fault: Partial<Fault>, when: RegExp][] = [
  ['is broken (500)', { status: 500 }, /try again in a minute|not available/],
  ['is down (503)', { status: 503 }, /try again in a minute|not available/],
  ['is throttled (429)', { status: 429, retryAfter: '120' }, /try again in 2 minutes|wait 2 minutes/],
  ['answers with a web page', { garbage: 'html' }, /makes no sense/],
  ['answers with half a JSON', { garbage: 'truncated-json' }, /makes no sense/],
  ['drops the connection', { drop: 'before' }, /try again in a minute|not available/],
];

/** How a command says that a service could not be used. */
type Shows =
  /** Nothing can be answered: a card of its own. */
  | 'trouble'
  /** The answer comes without a part; its card says which, and why when `why` is given. */
  | { part: RegExp; why?: true };

interface Case {
  route: string;
  service: string;
  commands: Record<string, Shows>;
}

const cases: Case[] = [
  {
    route: 'resourceGraph.resources',
    service: 'Azure Resource Graph',
    commands: {
      hubs: 'trouble',
      'check ctso-rtm-refinery': 'trouble',
      'hub ctso-rtm-refinery': 'trouble',
      'alerts ctso-rtm-refinery': 'trouble',
      status: { part: /❌ Trouble Azure Resource Graph/, why: true },
    },
  },
  {
    route: 'dataConnectors.list',
    service: 'Microsoft Sentinel',
    commands: {
      hubs: { part: /connection state \(Microsoft Sentinel .*⚪ Connection unknown/, why: true },
      'hub ctso-rtm-refinery': {
        part: /connection state \(Microsoft Sentinel .*⚪ Connection unknown/,
        why: true,
      },
      status: { part: /❌ Trouble Microsoft Sentinel/, why: true },
    },
  },
  {
    route: 'logs.queryResource',
    service: 'Log Analytics',
    commands: {
      hubs: { part: /data state \(Log Analytics .*⚪ Data unknown/, why: true },
      'hub ctso-rtm-refinery': { part: /Newest alerts Log Analytics/, why: true },
      alerts: 'trouble',
      'alerts ctso-rtm-refinery high': 'trouble',
      'alert ID': 'trouble',
      status: { part: /❌ Trouble Log Analytics/, why: true },
    },
  },
  {
    route: 'iotHubs.get',
    service: 'Azure IoT Hub',
    commands: {
      'hub ctso-rtm-refinery': { part: /Size and state of this hub.*Defender solution: \S+ \(enabled\)/ },
    },
  },
  {
    route: 'iotSecuritySolutions.list',
    service: 'Microsoft Defender for IoT',
    commands: { 'hub ctso-rtm-refinery': { part: /Its Defender solution.*Tier: Standard · S\d, / } },
  },
  ...['roleAssignments.list', 'denyAssignments.list', 'roleDefinitions.get'].map(
    (route): Case => ({
      route,
      service: 'Azure role assignments',
      commands: {
        hubs: 'trouble',
        'check ctso-rtm-refinery': 'trouble',
        'hub ctso-rtm-refinery': 'trouble',
        alerts: 'trouble',
        'alert ID': 'trouble',
        status: { part: /❌ Trouble Azure role assignments/, why: true },
      },
    }),
  ),
  {
    route: 'permissions.list',
    service: 'Azure role assignments',
    commands: {
      'check ctso-rtm-refinery': { part: /Hubwatch's own identity ❔ Not known .*could not be read/ },
      status: { part: /❌ Trouble Azure role assignments/, why: true },
    },
  },
  {
    route: 'dataConnectorsCheckRequirements.post',
    service: 'Microsoft Sentinel',
    commands: { 'check ctso-rtm-refinery': { part: /❔ Not known Authorization .*Sentinel did not say/ } },
  },
  {
    route: 'subscriptions.list',
    service: 'Azure Resource Manager',
    commands: { status: { part: /❌ Trouble Azure Resource Manager/, why: true } },
  },
];

/** Things that a person must never see. */
const internal =
  /SandboxFault|A fault of|RestError|PARSE_ERROR|REQUEST_SEND_ERROR|TypeError|AbortError|ECONN|socket|node_modules|<!DOCTYPE|Unexpected token|SyntaxError|127\.0\.0\.1|\$\{|undefined|NaN|\[object|went wrong/;

/** Asks all commands of a case at once, each in a chat of its own. */
function askAll({ commands }: Case): Promise<{ shows: Shows; answer: Answered }[]> {
  return Promise.all(
    Object.entries(commands).map(async ([command, shows]) => {
      const place = bot.teams.conversation({ kind: 'personal', members: [bot.person('operator')] });
      return { shows, answer: await bot.ask('operator', command.replace('ID', alertId), { place }) };
    }),
  );
}

/** Expects words that help: what is affected, when to try again, how, and a reference that leads to the log. */
function expectHelp(shows: Shows, { text }: Answered, service: string, when: RegExp): void {
  expect(text).not.toMatch(internal);
  if (shows !== 'trouble') {
    expect(text).toMatch(shows.part);
    if (shows.why) expect(text).toContain(service);
    expect(text).toMatch(/\[ (Refresh|Check again|Ask again) \]/);
    return;
  }
  expect(text).toContain(`${service} could not be used`);
  expect(text).toMatch(when);
  expect(text).toMatch(/again in (a minute|\d+ (seconds|minutes))/);
  expect(text).toContain('[ Try again ]');
  const [, reference = ''] = /Reference: ([0-9a-f-]{36})/.exec(text) ?? [];
  const about = bot.lines.filter(({ fields }) => fields.correlationId === reference);
  expect(about).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      message: 'call met trouble',
      fields: expect.objectContaining({ error: expect.objectContaining({ name: 'AzureError', service }) }),
    }),
  );
}

/** Expects that each failed request left a line with its cause, under the id that Azure was given too. */
function expectCauseInLog(route: string): void {
  const failed = bot.sandbox.requests.filter((request) => request.route === route);
  expect(failed.length).toBeGreaterThan(0);
  for (const { clientRequestId } of failed) {
    expect(clientRequestId).toMatch(/^[0-9a-f-]{36}$/);
    const causes = bot.lines.filter(
      ({ level, fields }) => fields.correlationId === clientRequestId && /warn|error/.test(level),
    );
    expect(causes, clientRequestId).not.toEqual([]);
  }
}

describe.each(cases)('when $route', (oneCase) => {
  const { route, service } = oneCase;
  beforeEach(() => bot.forget(route === 'roleDefinitions.get' ? 'roles too' : 'answers'));

  it.each(troubles)('%s, every command that needs it says so', async (_, fault, when) => {
    bot.sandbox.control.addFault({ match: route, times: 1_000, ...fault });
    for (const { shows, answer } of await askAll(oneCase)) {
      expect(answer.sent.status).toBe(200);
      expect(answer.ms).toBeLessThan(promisedMs);
      expectHelp(shows, answer, service, when);
    }
    expectCauseInLog(route);
  });

  it.each(Object.entries(oneCase.commands))(
    'hangs, “%s” says so in the place of its working card',
    async (command, shows) => {
      const posts = () => bot.lines.filter(({ message }) => message === 'Request');
      bot.sandbox.control.addFault({ match: route, times: 1_000, hang: true });
      const place = bot.teams.conversation({ kind: 'personal', members: [bot.person('operator')] });
      const pending = bot.ask('operator', command.replace('ID', alertId), { place });
      await expect
        .poll(() => bot.sandbox.requests.some((request) => request.route === route), often)
        .toBe(true);
      bot.clock.advance(2_000); // the patience of the bot, long before that of the request
      await expect.poll(posts, often).toHaveLength(1);
      const [post] = posts();
      const given = bot.lines.filter(({ fields }) => fields.correlationId === post?.fields.requestId);
      expect(given.filter(({ level }) => level !== 'info')).toEqual([]); // it still hangs
      expect(bot.teams.messages(place).map(isWorking)).toEqual([true]);

      const time = setInterval(() => bot.clock.advance(1_000), 2);
      const answer = await pending.finally(() => clearInterval(time));
      expect(answer.sent.status).toBe(200);
      expectHelp(shows, answer, service, /did not answer in time/);
      expect(bot.teams.messages(place)).toHaveLength(1);
      expect(answer.message.edits).toBe(1);
      expectCauseInLog(route);
    },
  );
});

describe('the list of routes above', () => {
  it('has every route that the commands use', async () => {
    bot.forget('roles too');
    const words = cases.flatMap(({ commands }) => Object.keys(commands));
    for (const one of new Set(words)) await bot.ask('groupie', one.replace('ID', alertId));
    const used = new Set(bot.sandbox.requests.map(({ route }) => route));
    used.delete('msi.token'); // has a file of its own: MSAL keeps a token for the life of the process
    expect([...used].sort()).toEqual(cases.map(({ route }) => route).sort());
  });
});
