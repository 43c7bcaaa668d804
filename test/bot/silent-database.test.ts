import { afterEach, describe, expect, it } from 'vitest';
import { aReply, type StartedBot, someHandled, startBot } from '../support/a-bot.ts';
import { aHandClock } from '../support/a-hand-clock.ts';

const running: StartedBot[] = [];
afterEach(async () => {
  for (const started of running.splice(0)) {
    await started.http.stop();
    await started.teams.stop();
  }
});

const silence = () => new Promise<never>(() => {});
const list = aReply('list', {
  actions: [
    {
      type: 'Action.Execute',
      title: 'Next',
      verb: 'page',
      data: { hubwatch: 1, command: 'page', args: {}, place: 'card' },
    },
  ],
});

/** A bot whose clock moves by hand and whose database keeps silent about `lost`. */
async function start(lost: { claim?: boolean; finish?: boolean; abandon?: boolean }) {
  const clock = aHandClock();
  const handled = someHandled();
  const finished: string[] = [];
  const claims: (() => void)[] = [];
  const broken = { run: false };
  const started = await startBot(
    ({ command }) => {
      if (broken.run) throw new Error('broken');
      return command === 'hubs' ? list : aReply('page 2');
    },
    {
      clock,
      handled: {
        async claim(key) {
          if (lost.claim) await new Promise<void>((resolve) => claims.push(resolve));
          return handled.claim(key);
        },
        async finish(key, answer) {
          if (lost.finish) await silence();
          finished.push(key.activityId);
          return handled.finish(key, answer);
        },
        abandon: (key) => (lost.abandon ? silence() : handled.abandon(key)),
      },
    },
  );
  running.push(started);
  /** Moves the time on when something waits for that long. */
  const passes = async (ms: number) => {
    await expect.poll(() => clock.sleeping()).toContain(ms);
    clock.advance(ms);
  };
  return { ...started, clock, claims, finished, passes, lost, broken };
}

describe('while the database keeps silent', () => {
  it('a message is answered after a second', async () => {
    const { teams, ada, personal, lines, passes } = await start({ claim: true, finish: true });
    const turn = teams.say(ada, personal, 'hubs');
    await passes(1_000);
    expect((await turn).status).toBe(200);
    expect(teams.messages(personal).map(({ summary }) => summary)).toEqual(['list']);
    expect(lines.map(({ message }) => message)).toContain('Deliveries cannot be told apart in time');
  });

  it('a click is answered with the card, not with “Still working on it.”', async () => {
    const { teams, ada, personal, passes, lost } = await start({});
    await teams.say(ada, personal, 'hubs');
    const [message] = teams.messages(personal);
    if (!message) throw new Error('no list');
    lost.claim = true;
    lost.finish = true;
    const click = teams.click(ada, message, 'Next');
    await passes(1_000);
    expect((await click).body).toMatchObject({ value: { fallbackText: 'page 2' } });
  });

  it('a click is answered when it falls silent in between', async () => {
    const { teams, ada, personal, passes, lost } = await start({});
    await teams.say(ada, personal, 'hubs');
    const [message] = teams.messages(personal);
    if (!message) throw new Error('no list');
    lost.finish = true;
    const click = teams.click(ada, message, 'Next');
    await passes(500);
    expect((await click).body).toMatchObject({ value: { fallbackText: 'page 2' } });
  });

  it('a turn that fails says so', async () => {
    const { teams, ada, personal, passes, lost, broken } = await start({});
    await teams.say(ada, personal, 'hubs');
    const [message] = teams.messages(personal);
    if (!message) throw new Error('no list');
    lost.abandon = true;
    broken.run = true;
    const click = teams.click(ada, message, 'Next');
    await passes(500);
    expect((await click).body).toMatchObject({ value: expect.stringContaining('Sorry, that went wrong') });
  });
});

describe('a database that answers late', () => {
  it('is told then what was done, so that the next delivery does nothing', async () => {
    const { teams, ada, personal, calls, claims, finished, passes, lost } = await start({ claim: true });
    const turn = teams.say(ada, personal, 'hubs');
    await passes(1_000);
    const { activity } = await turn;
    lost.claim = false;
    for (const answer of claims) answer();
    await expect.poll(() => finished).toEqual([activity.id]);
    await teams.post(activity);
    expect(calls).toHaveLength(1);
  });
});
