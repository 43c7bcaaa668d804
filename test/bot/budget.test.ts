import { afterEach, describe, expect, it } from 'vitest';
import type { Reply } from '../../src/domain/reply.ts';
import { aReply, type StartedBot, startBot } from '../support/a-bot.ts';
import { aHandClock, type HandClock } from '../support/a-hand-clock.ts';

const running: StartedBot[] = [];
afterEach(async () => {
  for (const started of running.splice(0)) {
    started.http.stop();
    await started.teams.stop();
  }
});

/** A bot whose clock and whose calls end by hand. */
async function start(place: 'card' | 'chat' = 'card', type = 'Action.Execute') {
  const clock = aHandClock();
  const ends: ((reply: Reply) => void)[] = [];
  const list = aReply('list', {
    actions: [{ type, title: 'Next', verb: 'page', data: { hubwatch: 1, command: 'page', args: {}, place } }],
  });
  const started = await startBot(
    ({ command }) => (command === 'hubs' ? list : new Promise((resolve) => ends.push(resolve))),
    { clock },
  );
  running.push(started);
  const { teams, personal, ada } = started;
  const said = (words: string) => () => teams.messages(personal).at(-1)?.summary === words;
  const shown = (words: string) => () =>
    JSON.stringify(teams.messages(personal).at(-1)?.card).includes(words);
  const slow = () => expect.poll(() => clock.sleeping()).toContain(2_000);
  const clickNext = async () => {
    await teams.say(ada, personal, 'hubs');
    const [message] = teams.messages(personal);
    if (!message) throw new Error('no list');
    return teams.click(ada, message, 'Next');
  };
  return { ...started, clock, ends, said, shown, slow, clickNext };
}

const advanceWhenAsked = async (clock: HandClock, ms: number) => {
  await expect.poll(() => clock.sleeping()).toContain(ms);
  clock.advance(ms);
};

describe('a slow call', () => {
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

  it('is answered in 3 s even when the Bot Connector hangs', async () => {
    const { teams, ada, personal, clock, slow } = await start();
    teams.fault({ hang: true, times: 10 });
    const turn = teams.say(ada, personal, 'alerts');
    await slow();
    clock.advance(2_800);
    expect((await turn).status).toBe(200);
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
