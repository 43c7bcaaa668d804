import { once } from 'node:events';
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { aReply, botCommands } from '../support/a-bot.ts';
import { aTenantId } from '../support/a-call.ts';
import { aRandom } from '../support/a-random.ts';
import { anActivity, anExecute, type RawActivity } from '../support/an-activity.ts';

// CI sends 10,000 in a run of its own, which takes a quarter of a minute.
const howMany = Number(process.env.MALFORMED_ACTIVITIES ?? 2_000);
const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** A bot that keeps nothing, so that its memory can be measured; it answers into the void. */
async function startForgetful() {
  const teams = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end('{"id":"1"}');
  });
  teams.listen(0, '127.0.0.1');
  await once(teams, 'listening');
  const address = teams.address();
  const serviceUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  const say = () => aReply('x');
  const bot = createBot({
    adapter: { auth: 'off' },
    commands: botCommands,
    runner: {
      run: async () => aReply('x'),
      welcome: say,
      unknown: say,
      working: say,
      interrupted: say,
      refused: say,
    },
    conversations: {
      remember: async () => {},
      uninstalled: async () => {},
      claimWelcome: async () => false,
      releaseWelcome: async () => {},
    },
    handled: { claim: async () => ({ kind: 'fresh' }), finish: async () => {}, abandon: async () => {} },
    refusedClick: async () => {},
    changeCardShown: async () => {},
    allowedTenants: [aTenantId],
    clock: systemClock,
    log: silent,
  });
  const ready = () => ({ ok: true, reasons: [] });
  const http = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: silent,
    handleMessage: bot.handle,
    ready,
  });
  const { port } = await http.start();
  const stop = async () => {
    await http.stop();
    await bot.stop();
    teams.close();
    teams.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/api/messages`, serviceUrl, stop };
}

/** Activities with something wrong, always the same ones for the same seed. */
function createMangler(seed: number, serviceUrl: string) {
  const { pick, below } = aRandom(seed);
  const junk = (): unknown =>
    pick([
      undefined,
      null,
      true,
      0,
      -1,
      1e308,
      '',
      ' ',
      'x'.repeat(below(3_000)),
      '<at>'.repeat(below(200)),
      '\u0000\u202e\ud800',
      [],
      [null],
      {},
      { id: {} },
      { id: 'x', conversationType: 'personal', tenantId: aTenantId },
      JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
      Array.from({ length: below(300) }, () => ({ type: 'mention', text: 'x', mentioned: { id: 'y' } })),
    ]);
  const whole = (): RawActivity =>
    pick([
      anActivity({ serviceUrl }),
      anActivity({ serviceUrl, text: 'x'.repeat(below(100_000)) }),
      anExecute({ hubwatch: 1, command: 'page', args: {}, place: pick(['card', 'chat']) }, { serviceUrl }),
      anActivity({
        serviceUrl,
        text: undefined,
        value: { hubwatch: 1, command: pick(['hubs', 'x']), place: 'card' },
      }),
      anActivity({
        serviceUrl,
        type: 'invoke',
        name: pick(['task/fetch', 'x', 'adaptiveCard/action']),
        value: junk(),
      }),
      anActivity({
        serviceUrl,
        type: pick(['conversationUpdate', 'installationUpdate']),
        action: pick(['add', 'x']),
      }),
      anActivity({ serviceUrl, type: pick(['event', 'typing', 'endOfConversation', 'x'.repeat(500)]) }),
    ]);
  return (): string => {
    if (below(50) === 0)
      return pick(['null', '[]', '"x"', '{', '', '[[[['.repeat(9_000), '{"a":'.repeat(9_000)]);
    const activity = whole();
    for (let wounds = below(3); wounds > 0; wounds -= 1) {
      const key = pick([
        ...Object.keys(activity),
        'entities',
        'membersAdded',
        'value',
        'replyToId',
        'timestamp',
      ]);
      const value = activity[key];
      const nested = typeof value === 'object' && value !== null && below(2) === 0;
      activity[key] = nested ? { ...value, [pick([...Object.keys(value), 'id'])]: junk() } : junk();
    }
    return JSON.stringify(activity);
  };
}

it(`survives ${howMany} random activities: no crash, no inside words, no growing memory`, async () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const heap = () => {
    if (typeof collect === 'function') collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const { url, serviceUrl, stop } = await startForgetful();
  const mangled = createMangler(20_261_123, serviceUrl);
  const statuses = new Map<number, number>();
  const post = async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: mangled() });
    const text = await response.text();
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    if (/\bat .*:\d+|Error:|node_modules|undefined/.test(text)) throw new Error(`It tells too much: ${text}`);
  };
  const run = async (count: number) => {
    let left = count;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        await post();
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  };
  await run(howMany / 4);
  const before = heap();
  await run((howMany * 3) / 4);
  const grown = heap() - before;
  await stop();
  expect([...statuses.keys()].filter((status) => ![200, 400, 401].includes(status))).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(howMany / 10);
  expect(statuses.get(400)).toBeGreaterThan(howMany / 10);
  expect(grown).toBeLessThan(15);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
}, 60_000);
