import { afterEach, describe, expect, it } from 'vitest';
import { type StartedBot, startBot } from '../support/a-bot.ts';
import { aRunningClock } from '../support/a-running-clock.ts';

const running: StartedBot[] = [];
const start = async (...how: Parameters<typeof startBot>) => {
  const started = await startBot(...how);
  running.push(started);
  return started;
};
afterEach(async () => {
  for (const started of running.splice(0)) await started.stop();
});
const words = ({ teams }: StartedBot, place: StartedBot['channel']) =>
  teams.messages(place).map(({ summary }) => summary);

describe('an installation', () => {
  it('is welcomed once, however many activities tell of it and however often', async () => {
    const bot = await start();
    await bot.teams.install(bot.ada, bot.personal);
    await bot.teams.install(bot.ada, bot.personal);
    expect(words(bot, bot.personal)).toEqual(['welcome to this personal']);
  });

  it('is welcomed although Teams is busy at first', async () => {
    const clock = aRunningClock();
    const bot = await start(undefined, { clock });
    bot.teams.fault({ method: 'POST', status: 429, retryAfterSeconds: 20 });
    const installed = bot.teams.install(bot.ada, bot.personal);
    await expect.poll(() => JSON.stringify(bot.lines)).toContain('throttled');
    clock.advance(20_000);
    await installed;
    await bot.teams.until(() => bot.teams.messages(bot.personal).length === 1);
    expect(words(bot, bot.personal)).toEqual(['welcome to this personal']);
  });

  it('is welcomed at the next chance when the welcome surely did not arrive', async () => {
    const bot = await start();
    bot.teams.fault({ method: 'POST', status: 429, retryAfterSeconds: 300 });
    await bot.teams.install(bot.ada, bot.personal);
    await bot.teams.install(bot.ada, bot.personal);
    expect(words(bot, bot.personal)).toEqual(['welcome to this personal']);
  });

  it('is not welcomed twice when the welcome may have arrived', async () => {
    const bot = await start();
    bot.teams.fault({ method: 'POST', status: 502 });
    await bot.teams.install(bot.ada, bot.personal);
    await bot.teams.install(bot.ada, bot.personal);
    expect(words(bot, bot.personal)).toEqual([]);
  });

  it('in a team is welcomed in the channel, as a thread of its own', async () => {
    const bot = await start();
    await bot.teams.install(bot.ada, bot.channel);
    expect(words(bot, bot.channel)).toEqual(['welcome to this channel']);
    const [welcome] = bot.teams.messages(bot.channel);
    expect(welcome?.threadId).toBe(welcome?.id);
  });

  it('is welcomed anew after it was removed', async () => {
    const bot = await start();
    await bot.teams.install(bot.ada, bot.group);
    await bot.teams.uninstall(bot.ada, bot.group);
    expect(bot.known.get(bot.group.id)?.installed).toBe(false);
    await bot.teams.install(bot.ada, bot.group);
    expect(words(bot, bot.group)).toHaveLength(2);
  });

  it('does not greet people who join', async () => {
    const bot = await start();
    const [, update] = await bot.teams.install(bot.ada, bot.channel);
    await bot.teams.post({ ...update?.activity, membersAdded: [{ id: '29:new' }, { id: '29:other' }] });
    expect(words(bot, bot.channel)).toHaveLength(1);
  });

  it('by another tenant is not remembered', async () => {
    const bot = await start();
    const eve = bot.teams.person({
      name: 'Eve',
      objectId: '66666666-6666-4666-8666-666666666666',
      tenantId: 'foreign',
    });
    await bot.teams.install(eve, bot.personal);
    expect(bot.known.size).toBe(0);
    expect(words(bot, bot.personal)).toEqual([]);
  });

  it('survives an upgrade of the app', async () => {
    const bot = await start();
    const [install] = await bot.teams.install(bot.ada, bot.personal);
    for (const action of ['remove-upgrade', 'add-upgrade']) {
      await bot.teams.post({ ...install?.activity, action });
    }
    expect(bot.known.get(bot.personal.id)?.installed).toBe(true);
    expect(words(bot, bot.personal)).toHaveLength(1);
  });
});

describe('addresses', () => {
  it('are refreshed by each message, without the thread', async () => {
    const bot = await start();
    await bot.teams.say(bot.ada, bot.channel, 'hubs');
    await expect.poll(() => [...bot.known.keys()]).toEqual([bot.channel.id]);
    expect(bot.known.get(bot.channel.id)?.name).toBe('Alerts');
  });

  it('follow a renamed and a deleted channel', async () => {
    const bot = await start();
    await bot.teams.install(bot.ada, bot.channel);
    const renamed = { ...bot.channel, name: 'New name' };
    await bot.teams.teamEvent(bot.ada, renamed, 'channelRenamed');
    expect(bot.known.get(bot.channel.id)?.name).toBe('New name');
    await bot.teams.teamEvent(bot.ada, renamed, 'channelDeleted');
    expect(bot.known.get(bot.channel.id)?.installed).toBe(false);
  });

  it('are dated by the activity, but never in the future', async () => {
    const bot = await start();
    const { activity } = await bot.teams.say(bot.ada, bot.personal, 'hubs');
    const at = () => bot.known.get(bot.personal.id)?.at.toISOString();
    await bot.teams.post({ ...activity, id: '1', timestamp: '2020-01-01T00:00:00.000Z' });
    await expect.poll(at).toBe('2020-01-01T00:00:00.000Z');
    await bot.teams.post({ ...activity, id: '2', timestamp: '2999-01-01T00:00:00.000Z' });
    await expect.poll(() => Number(at()?.slice(0, 4))).toBeGreaterThan(2020);
    expect(Date.parse(at() ?? '')).toBeLessThanOrEqual(Date.now());
  });
});
