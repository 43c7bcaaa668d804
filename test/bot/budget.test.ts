import { afterEach, describe, expect, it } from 'vitest';
import type { Reply } from '../../src/domain/reply.ts';
import { aReply, type StartedBot, someHandled, startBot } from '../support/a-bot.ts';
import { aTenantId } from '../support/a-call.ts';
import { aHandClock, type HandClock } from '../support/a-hand-clock.ts';

const running: StartedBot[] = [];
afterEach(async () => {
  for (const started of running.splice(0)) {
    started.http.stop();
    await started.teams.stop();
  }
});

/** A bot whose clock and whose calls end by hand. */
async function start(
  place: 'card' | 'chat' = 'card',
  type = 'Action.Execute',
  over: Parameters<typeof startBot>[1] = {},
) {
  const clock = aHandClock();
  const ends: ((reply: Reply) => void)[] = [];
  const list = aReply('list', {
    actions: [{ type, title: 'Next', verb: 'page', data: { hubwatch: 1, command: 'page', args: {}, place } }],
  });
  const started = await startBot(
    ({ command }) => (command === 'hubs' ? list : new Promise((resolve) => ends.push(resolve))),
    { clock, ...over },
  );
  running.push(started);
  const { teams, personal, ada } = started;
  const said = (words: string) => () => teams.messages(personal).at(-1)?.summary === words;
  const shown = (words: string) => () =>
    JSON.stringify(teams.messages(personal).at(-1)?.card).includes(words);
  const slow = () => expect.poll(() => clock.sleeping()).toContain(2_000);
  const clickNext = async (where = personal, who = ada) => {
    await teams.say(ada, where, 'hubs');
    const [message] = teams.messages(where);
    if (!message) throw new Error('no list');
    return teams.click(who, message, 'Next');
  };
  return { ...started, clock, ends, said, shown, slow, clickNext };
}

const bobsId = '99999999-3333-4333-8333-333333333333';
const note = (value: string) => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.activity.message',
  value,
});

const advanceWhenAsked = async (clock: HandClock, ms: number) => {
  await expect.poll(() => clock.sleeping()).toContain(ms);
  clock.advance(ms);
};

describe('a slow answer', () => {
  it('shows a working card after 2 s and replaces it in place when it ends', async () => {
    const { teams, ada, personal, clock, ends, said, slow } = await start();
    const turn = teams.say(ada, personal, 'alerts');
    await slow();
    clock.advance(2_000);
    expect((await turn).status).toBe(200);
    await teams.until(said('working on alerts'));
    ends[0]?.(aReply('the alerts'));
    await teams.until(said('the alerts'));
    expect(teams.messages(personal)).toMatchObject([{ edits: 1, summary: 'the alerts' }]);
  });

  it('shows that the bot is typing in the meantime', async () => {
    const { teams, ada, personal, clock, ends, slow } = await start();
    const turn = teams.say(ada, personal, 'alerts');
    await slow();
    clock.advance(700);
    await teams.until(() => teams.calls.some(({ body }) => body.type === 'typing'));
    ends[0]?.(aReply('the alerts'));
    await turn;
    expect(teams.messages(personal).map(({ summary }) => summary)).toEqual(['the alerts']);
  });

  it('answers an Action.Execute with the working card and edits the clicked message at the end', async () => {
    const { teams, personal, clock, ends, shown, slow, clickNext } = await start('card');
    const click = clickNext();
    await slow();
    clock.advance(2_000);
    expect((await click).body).toMatchObject({ statusCode: 200, value: { fallbackText: 'working on page' } });
    await teams.until(shown('working on page'));
    ends[0]?.(aReply('page 2'));
    await advanceWhenAsked(clock, 1_000);
    await teams.until(shown('page 2'));
    expect(teams.messages(personal)).toHaveLength(1);
  });

  it('does not put the working card back when the click is delivered again', async () => {
    const { teams, clock, slow, clickNext } = await start('card');
    const click = clickNext();
    await slow();
    clock.advance(2_000);
    const { activity } = await click;
    expect((await teams.post(activity)).body).toMatchObject({
      type: 'application/vnd.microsoft.activity.message',
    });
  });

  it.each(['Action.Execute', 'Action.Submit'])(
    'of %s with place "chat" works below the card',
    async (type) => {
      const { teams, personal, clock, ends, said, slow, clickNext } = await start('chat', type);
      const click = clickNext();
      await slow();
      clock.advance(2_000);
      expect((await click).status).toBe(200);
      await teams.until(said('working on page'));
      ends[0]?.(aReply('page 2'));
      await teams.until(said('page 2'));
      expect(teams.messages(personal).map(({ summary }) => summary)).toEqual(['list', 'page 2']);
    },
  );

  it('of Action.Submit with place "card" goes from list to working to done in one message', async () => {
    const { teams, personal, clock, ends, said, slow, clickNext } = await start('card', 'Action.Submit');
    const click = clickNext();
    await slow();
    clock.advance(2_000);
    await click;
    await teams.until(said('working on page'));
    ends[0]?.(aReply('page 2'));
    await teams.until(said('page 2'));
    expect(teams.messages(personal)).toMatchObject([{ edits: 2 }]);
  });

  it.each(['Action.Execute', 'Action.Submit'])(
    'of %s on a shared card leaves the card as it is and is answered in a message of its own',
    async (type) => {
      const { teams, channel, clock, ends, slow, clickNext } = await start('card', type);
      const bob = teams.person({ name: 'Bob', objectId: bobsId, tenantId: aTenantId });
      const click = clickNext(channel, bob);
      await slow();
      clock.advance(2_000);
      const { body } = await click;
      if (type === 'Action.Execute') expect(body).toMatchObject(note('On it. The answer will come below.'));
      ends[0]?.(aReply('Bob may not'));
      if (type === 'Action.Execute') await advanceWhenAsked(clock, 1_000);
      await teams.until(() => teams.messages(channel).some(({ summary }) => summary === 'Bob may not'));
      const [list, answer] = teams.messages(channel);
      expect(list).toMatchObject({ summary: 'list', edits: 0, card: { body: [{ text: 'list' }] } });
      expect(answer?.threadId).toBe(list?.threadId);
    },
  );

  it('counts from its arrival, and its card still comes when the invoke could not wait for it', async () => {
    const handled = someHandled();
    const claims: (() => void)[] = [];
    let slowly = false;
    const claim: typeof handled.claim = async (key) => {
      if (slowly) await new Promise<void>((resolve) => claims.push(resolve));
      return handled.claim(key);
    };
    const finishes: (() => void)[] = [];
    const finish: typeof handled.finish = async (key, answer) => {
      if (slowly) await new Promise<void>((resolve) => finishes.push(resolve));
      return handled.finish(key, answer);
    };
    const { teams, ada, personal, clock, ends, shown } = await start('card', 'Action.Execute', {
      handled: { ...handled, claim, finish },
    });
    await teams.say(ada, personal, 'hubs');
    const [message] = teams.messages(personal);
    if (!message) throw new Error('no list');
    slowly = true;
    const click = teams.click(ada, message, 'Next');
    await expect.poll(() => claims.length).toBe(1);
    clock.advance(900);
    claims[0]?.();
    // 2 s after the arrival, not after the claim.
    await expect.poll(() => clock.sleeping()).toContain(1_100);
    ends[0]?.(aReply('page 2'));
    await expect.poll(() => finishes.length).toBe(1);
    clock.advance(1_900);
    expect((await click).body).toMatchObject(note('Still working on it.'));
    finishes[0]?.();
    await teams.until(shown('page 2'));
    expect(teams.messages(personal)).toMatchObject([{ edits: 1 }]);
  });

  it('is answered in 3 s even when the Bot Connector hangs', async () => {
    const { teams, ada, personal, clock, slow } = await start();
    teams.fault({ hang: true, times: 10 });
    const turn = teams.say(ada, personal, 'alerts');
    await slow();
    clock.advance(2_800);
    expect((await turn).status).toBe(200);
  });

  it('that Teams asks to hold back for a minute comes after that minute', async () => {
    const { teams, ada, personal, clock, said } = await start();
    teams.fault({ method: 'POST', status: 429, retryAfterSeconds: 60 });
    expect((await teams.say(ada, personal, 'hubs')).status).toBe(200);
    expect(teams.messages(personal)).toEqual([]);
    await advanceWhenAsked(clock, 60_000);
    await teams.until(said('list'));
  });

  it('keeps its result when the edit is throttled', async () => {
    const { teams, ada, personal, clock, ends, said, slow } = await start();
    const turn = teams.say(ada, personal, 'alerts');
    await slow();
    clock.advance(2_000);
    await turn;
    await teams.until(said('working on alerts'));
    teams.fault({ method: 'PUT', status: 429, retryAfterSeconds: 7 });
    ends[0]?.(aReply('the alerts'));
    await advanceWhenAsked(clock, 7_000);
    await teams.until(said('the alerts'));
  });
});

describe('stop', () => {
  it('waits a few seconds for slow calls, then says that they were interrupted', async () => {
    const { bot, teams, ada, personal, clock, ends, said, slow } = await start();
    const turn = teams.say(ada, personal, 'alerts');
    await slow();
    clock.advance(2_000);
    await turn;
    await teams.until(said('working on alerts'));
    const stopped = bot.stop();
    await advanceWhenAsked(clock, 5_000);
    await stopped;
    expect(teams.messages(personal)).toMatchObject([{ summary: 'interrupted: alerts' }]);
    ends[0]?.(aReply('too late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(teams.messages(personal)).toMatchObject([{ summary: 'interrupted: alerts' }]);
  });

  it('lets a call that ends in time give its answer', async () => {
    const { bot, teams, ada, personal, clock, ends, said, slow } = await start();
    const turn = teams.say(ada, personal, 'alerts');
    await slow();
    clock.advance(2_000);
    await turn;
    await teams.until(said('working on alerts'));
    const stopped = bot.stop();
    ends[0]?.(aReply('just in time'));
    await stopped;
    expect(teams.messages(personal)).toMatchObject([{ summary: 'just in time' }]);
  });

  it('takes nothing new', async () => {
    const { bot, teams, ada, personal, calls } = await start();
    await bot.stop();
    expect((await teams.say(ada, personal, 'hubs')).status).toBe(503);
    expect(calls).toEqual([]);
  });
});
