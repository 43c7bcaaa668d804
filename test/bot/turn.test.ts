import { afterEach, describe, expect, it } from 'vitest';
import type { ChatPlace } from '../../sandbox/connector/chat.ts';
import { aCommand, aReply, botCommands, type StartedBot, startBot } from '../support/a-bot.ts';
import { aTenantId } from '../support/a-call.ts';
import { aHandClock } from '../support/a-hand-clock.ts';

const running: StartedBot[] = [];
const start = async (...how: Parameters<typeof startBot>) => {
  const started = await startBot(...how);
  running.push(started);
  return started;
};
afterEach(async () => {
  for (const started of running.splice(0)) await started.stop();
});

/** A card whose one button asks for `page`. */
const button = (type: 'Action.Execute' | 'Action.Submit', place: 'card' | 'chat') => ({
  actions: [
    {
      type,
      title: 'Next',
      verb: 'page',
      data: { hubwatch: 1, command: 'page', args: { page: 2 }, place },
    },
  ],
});

describe('a typed message', () => {
  it('runs as a call of the person who typed it and is answered with the card', async () => {
    const { teams, ada, personal, calls } = await start();
    const sent = await teams.say(ada, personal, 'Show  hubs plant');
    expect(sent.status).toBe(200);
    expect(sent.body).toBeUndefined();
    expect(calls).toMatchObject([
      {
        command: 'hubs',
        args: { words: ['plant'] },
        origin: 'typed',
        actor: { objectId: ada.objectId, tenantId: aTenantId, name: ada.name, teamsUserId: ada.teamsUserId },
        conversation: { id: personal.id, kind: 'personal', serviceUrl: teams.serviceUrl },
      },
    ]);
    expect(teams.messages(personal)).toMatchObject([
      { summary: 'answer to hubs', replyToId: sent.activity.id, card: { fallbackText: 'answer to hubs' } },
    ]);
  });

  it('is answered in its thread of a channel', async () => {
    const { teams, ada, channel, calls } = await start();
    const root = await teams.say(ada, channel, 'hubs');
    const again = await teams.say(ada, channel, 'alerts', { threadId: String(root.activity.id) });
    expect(again.status).toBe(200);
    expect(calls.map(({ conversation }) => [conversation.id, conversation.threadId])).toEqual([
      [channel.id, root.activity.id],
      [channel.id, root.activity.id],
    ]);
    expect(teams.messages(channel).map(({ threadId }) => threadId)).toEqual([
      root.activity.id,
      root.activity.id,
    ]);
  });

  it('is understood in a group chat', async () => {
    const { teams, ada, group, calls } = await start();
    await teams.say(ada, group, 'hubs');
    expect(calls).toMatchObject([{ command: 'hubs', conversation: { kind: 'groupChat', id: group.id } }]);
    expect(teams.messages(group)).toHaveLength(1);
  });

  it('with no words gets help', async () => {
    const { teams, ada, group, calls } = await start();
    await teams.say(ada, group, '');
    expect(calls.map(({ command }) => command)).toEqual(['help']);
  });

  it('with a near miss gets suggestions and runs nothing', async () => {
    const { teams, ada, personal, calls } = await start();
    await teams.say(ada, personal, 'alrets today');
    expect(calls).toEqual([]);
    expect(teams.messages(personal).map(({ summary }) => summary)).toEqual([
      'unknown: alrets today; alerts today',
    ]);
  });

  it('from another tenant is refused politely; nothing runs and nothing is remembered', async () => {
    const { teams, personal, calls, known } = await start();
    const eve = teams.person({
      name: 'Eve',
      objectId: '66666666-6666-4666-8666-666666666666',
      tenantId: '77777777-7777-4777-8777-777777777777',
    });
    const sent = await teams.say(eve, personal, 'hubs');
    expect(sent.status).toBe(200);
    expect(calls).toEqual([]);
    expect(known.size).toBe(0);
    expect(teams.messages(personal).map(({ summary }) => summary)).toEqual([
      'refused: This bot works for another organisation. Nothing was done.',
    ]);
  });

  it('from somebody without an Entra account is refused', async () => {
    const { teams, personal, calls } = await start();
    const anonymous = teams.person({ name: 'Guest', objectId: '', tenantId: aTenantId, teamsUserId: '29:x' });
    await teams.say(anonymous, personal, 'hubs');
    expect(calls).toEqual([]);
    expect(teams.messages(personal)[0]?.summary).toContain('Teams does not say who you are');
  });

  it('of another bot gets no answer', async () => {
    const { teams, ada, personal, calls } = await start();
    const sent = await teams.say({ ...ada, teamsUserId: '28:other-bot' }, personal, 'hubs');
    expect(sent.status).toBe(200);
    expect(calls).toEqual([]);
    expect(teams.messages(personal)).toEqual([]);
  });

  it('delivered three times acts once, also at the same time', async () => {
    const { teams, ada, personal, calls } = await start();
    const sent = await teams.say(ada, personal, 'hubs');
    const again = await Promise.all([teams.post(sent.activity), teams.post(sent.activity)]);
    expect(again.map(({ status }) => status)).toEqual([200, 200]);
    const other = { ...sent.activity, id: '17' };
    await Promise.all([teams.post(other), teams.post(other), teams.post(other)]);
    expect(calls).toHaveLength(2);
    expect(teams.messages(personal)).toHaveLength(2);
  });

  it('is answered even when deliveries cannot be told apart', async () => {
    const broken = async () => Promise.reject(new Error('no database'));
    const { teams, ada, personal } = await start(undefined, {
      handled: { claim: broken, finish: broken, abandon: broken },
      conversations: { remember: broken, uninstalled: broken, claimWelcome: broken, releaseWelcome: broken },
    });
    await teams.say(ada, personal, 'hubs');
    expect(teams.messages(personal)).toHaveLength(1);
  });
});

describe('a click', () => {
  it.each(['Action.Execute', 'Action.Submit'] as const)(
    'on %s with place "card" replaces the card',
    async (type) => {
      const { teams, ada, personal, calls } = await start(({ command, args }) =>
        command === 'page' ? aReply(`page ${args.page}`) : aReply('list', button(type, 'card')),
      );
      await teams.say(ada, personal, 'hubs');
      const [list] = teams.messages(personal);
      if (!list) throw new Error('no list');
      const { status } = await teams.click(ada, list, 'Next', { filter: 'plant' });
      expect(status).toBe(200);
      expect(calls[1]).toMatchObject({
        command: 'page',
        args: { page: 2, filter: 'plant' },
        origin: 'clicked',
      });
      const messages = teams.messages(personal);
      expect(messages).toHaveLength(1);
      expect(messages[0]?.card).toMatchObject({ body: [{ text: 'page 2' }] });
    },
  );

  it.each(['Action.Execute', 'Action.Submit'] as const)(
    'on %s with place "chat" is answered below',
    async (type) => {
      const { teams, ada, channel } = await start(({ command }) =>
        command === 'page' ? aReply('page') : aReply('list', button(type, 'chat')),
      );
      await teams.say(ada, channel, 'hubs');
      const [list] = teams.messages(channel);
      if (!list) throw new Error('no list');
      const { body } = await teams.click(ada, list, 'Next');
      expect(body).toEqual(
        type === 'Action.Submit'
          ? undefined
          : { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'See below.' },
      );
      const messages = teams.messages(channel);
      expect(messages.map(({ summary }) => summary)).toEqual(['list', 'page']);
      expect(messages[1]?.threadId).toBe(list.threadId);
    },
  );

  it('delivered again gives the same answer and acts once', async () => {
    const { teams, ada, personal, calls } = await start(({ command }) =>
      command === 'page' ? aReply('page') : aReply('list', button('Action.Execute', 'card')),
    );
    await teams.say(ada, personal, 'hubs');
    const [list] = teams.messages(personal);
    if (!list) throw new Error('no list');
    const first = await teams.click(ada, list, 'Next');
    const second = await teams.post(first.activity);
    expect(second.body).toEqual(first.body);
    expect(calls.map(({ command }) => command)).toEqual(['hubs', 'page']);
  });

  it.each([
    ['a command that is none', { hubwatch: 1, command: 'delete everything', args: {}, place: 'card' }],
    ['another version', { hubwatch: 2, command: 'page', args: {}, place: 'card' }],
    ['no data', {}],
  ])('with %s is refused with a note', async (_, data) => {
    const { teams, ada, personal, calls } = await start();
    await teams.say(ada, personal, 'hubs');
    const [shown] = teams.messages(personal);
    if (!shown) throw new Error('nothing shown');
    const action = { type: 'Action.Execute', title: 'x', verb: 'page', data };
    const { status, body } = await teams.click(ada, shown, action);
    expect(status).toBe(200);
    expect(body).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.activity.message' });
    expect(calls).toHaveLength(1);
  });

  it('never takes who asks from its data', async () => {
    const { teams, ada, personal, calls } = await start();
    await teams.say(ada, personal, 'hubs');
    const [shown] = teams.messages(personal);
    if (!shown) throw new Error('nothing shown');
    const data = {
      hubwatch: 1,
      command: 'page',
      args: { actor: 'root', tenantId: 'x' },
      place: 'card',
      from: 'root',
    };
    await teams.click(ada, shown, { type: 'Action.Execute', title: 'x', verb: 'page', data });
    expect(calls[1]?.actor.objectId).toBe(ada.objectId);
  });
});

describe('a click that is answered with a note', () => {
  const data = { hubwatch: 1, command: 'confirm', args: { change: 'x' }, place: 'note' };
  const commands = [...botCommands, aCommand('confirm', { note: true, listed: false })];
  type Run = (call: { command: string }) => ReturnType<typeof aReply> | Promise<ReturnType<typeof aReply>>;

  /** A card with the button is there; `run` answers the click. */
  async function shown(run: Run, where: 'personal' | 'channel' = 'channel', over = {}) {
    const started = await start(
      ({ command }) => (command === 'confirm' ? run({ command }) : aReply('list')),
      {
        commands,
        ...over,
      },
    );
    const { teams, ada, lines } = started;
    const place: ChatPlace = started[where];
    await teams.say(ada, place, 'hubs');
    const [list] = teams.messages(place);
    if (!list) throw new Error('no list');
    const click = (type: 'Action.Execute' | 'Action.Submit', verb = 'confirm') =>
      teams.click(ada, list, { type, title: 'Confirm', verb, data });
    const summaries = () => teams.messages(place).map(({ summary }) => summary);
    return { ...started, list, click, summaries, lines };
  }
  const noted = { ...aReply('Noted.'), quiet: true } as const;
  const note = (value: string) => ({
    statusCode: 200,
    type: 'application/vnd.microsoft.activity.message',
    value,
  });

  it.each(['personal', 'channel'] as const)('gets the words and leaves the card alone: %s', async (where) => {
    const { click, calls, list, summaries } = await shown(() => noted, where);
    const { status, body } = await click('Action.Execute');
    expect([status, body]).toEqual([200, note('Noted.')]);
    expect(summaries()).toEqual(['list']);
    expect(list.edits).toBe(0);
    expect(calls[1]).toMatchObject({ command: 'confirm', origin: 'clicked', card: list.id });
  });

  it('gets words that are no success in a note as well', async () => {
    const { click, summaries } = await shown(() => aReply('Too late.'));
    expect((await click('Action.Execute')).body).toEqual(note('Too late.'));
    expect(summaries()).toEqual(['list']);
  });

  it('delivered again acts once and gets the same note', async () => {
    const { click, teams, calls } = await shown(() => noted);
    const { activity, body } = await click('Action.Execute');
    expect((await teams.post(activity)).body).toEqual(body);
    expect(calls.filter(({ command }) => command === 'confirm')).toHaveLength(1);
  });

  it('by Action.Submit posts what is worth saying, and nothing when the card says it', async () => {
    const quiet = await shown(() => noted);
    await quiet.click('Action.Submit');
    const loud = await shown(() => aReply('Too late.'));
    await loud.click('Action.Submit');
    await loud.teams.until(() => loud.summaries().length === 2);
    expect(loud.summaries()).toEqual(['list', 'Too late.']);
    expect(quiet.summaries()).toEqual(['list']);
  });

  it('that takes long gets a note at once; a result that the card does not show is posted', async () => {
    const clock = aHandClock();
    let end: (reply: ReturnType<typeof aReply>) => void = () => {};
    const slow = new Promise<ReturnType<typeof aReply>>((resolve) => {
      end = resolve;
    });
    const { click, calls, teams, summaries } = await shown(() => slow, 'channel', { clock });
    const sent = click('Action.Execute');
    await expect.poll(() => calls.length).toBe(2);
    await expect.poll(() => clock.sleeping()).toContain(2_000);
    clock.advance(2_000);
    expect((await sent).body).toEqual(note('On it. The card will show what happens.'));
    end(aReply('Refused after all.'));
    await teams.until(() => summaries().length === 2);
    expect(summaries()).toEqual(['list', 'Refused after all.']);
  });

  it('with another place, or another verb, is turned away and told to the audit', async () => {
    const refused: unknown[] = [];
    const refusedClick = async (click: unknown) => void refused.push(click);
    const { teams, ada, list, click, calls } = await shown(() => noted, 'channel', { refusedClick });
    const forged = { type: 'Action.Execute', title: 'x', verb: 'confirm', data: { ...data, place: 'card' } };
    const { body } = await teams.click(ada, list, forged);
    expect(body).toMatchObject({
      value: expect.stringMatching(/This button is not one that Hubwatch can use/),
    });
    await click('Action.Execute', 'page');
    expect(calls).toHaveLength(1);
    expect(refused).toMatchObject([
      { why: 'not a place of this button', actor: { objectId: ada.objectId }, change: 'x' },
      { why: 'verb and command differ', correlationId: expect.any(String) },
    ]);
  });

  it('is answered also when the audit cannot be reached', async () => {
    const refusedClick = async () => Promise.reject(new Error('no database'));
    const { click, lines } = await shown(() => noted, 'channel', { refusedClick });
    expect((await click('Action.Execute', 'page')).body).toMatchObject({ statusCode: 200 });
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'A refused click is not in the audit' }),
    );
  });
});

describe('other activities', () => {
  it('answers invokes that it never asked for with HTTP 200 and an error inside', async () => {
    const { teams, ada, personal } = await start();
    const { activity } = await teams.say(ada, personal, 'hubs');
    for (const name of ['composeExtension/query', 'task/fetch', 'signin/verifyState', undefined]) {
      const { status, body } = await teams.post({ ...activity, type: 'invoke', name, id: `f:${name}` });
      expect(status).toBe(200);
      expect(body).toMatchObject({ statusCode: 400, type: 'application/vnd.microsoft.error' });
    }
  });

  it('takes everything else quietly', async () => {
    const { teams, ada, personal, calls } = await start();
    const { activity } = await teams.say(ada, personal, 'hubs');
    for (const type of ['typing', 'messageReaction', 'messageUpdate', 'event', 'handoff', 'x']) {
      expect(await teams.post({ ...activity, type, id: type })).toMatchObject({
        status: 200,
        body: undefined,
      });
    }
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['no type', { type: undefined }],
    ['no conversation', { conversation: undefined }],
    ['no sender', { from: {} }],
    ['a number for a conversation', { conversation: { id: 7 } }],
    ['no service address', { serviceUrl: '' }],
  ])('answers an activity with %s with 400', async (_, over) => {
    const { teams, ada, personal } = await start();
    const { activity } = await teams.say(ada, personal, 'hubs');
    expect((await teams.post({ ...activity, ...over })).status).toBe(400);
  });

  it('accepts only loopback service addresses while sign-in is off', async () => {
    const { teams, ada, personal, calls } = await start();
    const { activity } = await teams.say(ada, personal, 'hubs');
    for (const serviceUrl of [
      'https://evil.example/',
      'http://127.0.0.1.evil.example/',
      'http://a@127.0.0.1/',
      'x',
    ]) {
      expect((await teams.post({ ...activity, serviceUrl, id: serviceUrl })).status).toBe(401);
    }
    expect(calls).toHaveLength(1);
  });
});
