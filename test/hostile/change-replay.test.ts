import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findAction } from '../../sandbox/connector/card-actions.ts';
import type { ChatMessage, JsonObject } from '../../sandbox/connector/chat.ts';
import type { Sent } from '../../sandbox/connector/connector.ts';
import { anApproversChannel, aWatchedBot } from '../support/a-watched-bot.ts';
import { textOf, type WholeBot } from '../support/a-whole-bot.ts';
import { atEntry } from '../support/at-the-moment.ts';

/* Clicks that come twice, late, at once, from elsewhere or from somebody else: one decision, one write. */

const hub = 'ctso-fld-windfarm';
const fields = 'Contoso Field Services';
const { bot, flow, inside } = await aWatchedBot();
let old: Set<string>;
const approvers = await anApproversChannel(
  bot,
  ['approver', 'groupie', 'denied', 'operator'].map((key) => bot.person(key)),
);
beforeEach(async () => {
  bot.forget();
  bot.sandbox.control.portal.disableDefender(hub);
  bot.sandbox.control.portal.disconnect(fields);
  // Lists of connectors show that ten seconds later.
  bot.sandbox.control.moveClock(11_000);
  bot.sandbox.control.clearRequests();
  old = new Set((await inside.changes()).map(({ id }) => id));
});
afterEach(() => bot.sandbox.control.clearFaults());

/** The one change of this test. */
async function theChange() {
  const [change, ...more] = (await inside.changes()).filter(({ id }) => !old.has(id));
  if (!change || more.length > 0) throw new Error(`not one change but ${1 + more.length}`);
  return change;
}

/** What the audit says of it, but for who was refused. */
async function audit(changeId: string) {
  const story = (await inside.story(changeId)).filter((entry) => !entry.startsWith('refused'));
  const events = story.map((entry) => entry.split(' ')[0] ?? '');
  const count = (event: string) => events.filter((one) => one === event).length;
  return { story, count };
}

async function enableRequest(place = approvers) {
  const { message } = await flow.askAlone(`enable ${hub}`);
  const request = await flow.askApproval(message, place);
  return { message, request };
}

/** A copy of a message as it stands now: what somebody sees who has not got the edit yet. */
const copyOf = (message: ChatMessage): ChatMessage => ({ ...message, card: structuredClone(message.card) });

/** A click as Teams delivers it, not delivered yet. */
function aClick(like: Sent, key: string, message: ChatMessage, title: string): JsonObject {
  const { verb, data } = findAction(message.card, title);
  const { objectId, teamsUserId, name } = bot.person(key);
  return {
    ...like.activity,
    from: { id: teamsUserId, name, aadObjectId: objectId },
    conversation: {
      isGroup: true,
      conversationType: 'channel',
      tenantId: message.place.tenantId,
      id: `${message.place.id};messageid=${message.threadId}`,
    },
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: `f:click-${message.id}-${title}`,
    replyToId: message.id,
    value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
  };
}

describe('ten clicks at once', () => {
  it('of three people who all approve end in one approval and one write, and everybody sees it', async () => {
    const { message, request } = await enableRequest();
    const shown = copyOf(request);
    const people = ['approver', 'groupie', 'denied'];
    const notes = await Promise.all(
      Array.from({ length: 10 }, (_, at) => flow.click(people[at % 3] ?? '', shown, 'Approve')),
    );
    expect(notes.filter((note) => /^Approved/.test(note))).toHaveLength(1);
    const late = notes.filter((note) => !/^Approved/.test(note));
    expect(late.filter((note) => !/Already approved by (Arjun|Grace|Dana)/.test(note))).toEqual([]);
    const text = await flow.shows(
      message,
      /✅ Defender enabled, confirmed by Azure/,
      /Approved by: (Arjun|Grace|Dana)/,
    );
    const [, winner = ''] = /Approved by: (\w+)/.exec(text) ?? [];
    await flow.shows(
      request,
      /✅ Defender enabled, confirmed by Azure/,
      new RegExp(`Approved by: ${winner}`),
    );
    expect(textOf(request)).not.toContain('[ Approve ]');
    expect(late.every((note) => note.includes(winner))).toBe(true);
    expect(flow.writes()).toEqual(['iotSecuritySolutions.put']);
    const { id } = await theChange();
    expect((await audit(id)).story).toEqual([
      'asked enable',
      'approved enable',
      'started enable',
      'ended enable',
    ]);
    expect((await inside.refusals()).filter(({ change }) => change === id)).toHaveLength(9);
  });

  it('of three people who do not agree end in one decision, with a write only if it was an approval', async () => {
    for (let round = 0; round < 3; round += 1) {
      bot.sandbox.control.portal.disableDefender(hub);
      bot.sandbox.control.clearRequests();
      old = new Set((await inside.changes()).map(({ id }) => id));
      const { message, request } = await enableRequest();
      const shown = copyOf(request);
      const people = ['approver', 'groupie', 'denied'];
      const notes = await Promise.all(
        Array.from({ length: 10 }, (_, at) =>
          flow.click(people[at % 3] ?? '', shown, (at + round) % 2 === 0 ? 'Approve' : 'Decline'),
        ),
      );
      // On a busy machine a click may also be told that Azure took too long to name its rights.
      const won = notes.filter((note) => /^(Approved|Declined)/.test(note));
      expect(won).toHaveLength(1);
      const approved = won[0]?.startsWith('Approved') ?? false;
      const end = approved ? /Defender enabled, confirmed by Azure.*Approved by/ : /Declined by/;
      await flow.shows(message, end);
      await flow.shows(request, end);
      const { id } = await theChange();
      const { count } = await audit(id);
      expect([count('approved'), count('declined')]).toEqual(approved ? [1, 0] : [0, 1]);
      expect(flow.writes()).toEqual(approved ? ['iotSecuritySolutions.put'] : []);
    }
  });

  it('on one preview confirm it once', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    const shown = copyOf(message);
    const notes = await Promise.all(
      Array.from({ length: 5 }, () => flow.click('operator', shown, 'Connect')),
    );
    expect(notes.filter((note) => note.startsWith('On it'))).toHaveLength(1);
    expect(notes.filter((note) => note.startsWith('Too late. This request'))).toHaveLength(4);
    await flow.shows(message, /✅ Connected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    const { id } = await theChange();
    expect((await audit(id)).story).toEqual(['asked connect', 'started connect', 'ended connect']);
  });

  it('that take back and approve the same request let one of both win', async () => {
    const won: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      bot.sandbox.control.portal.disableDefender(hub);
      bot.sandbox.control.clearRequests();
      old = new Set((await inside.changes()).map(({ id }) => id));
      const { message, request } = await enableRequest();
      await flow.shows(message, /\[ Withdraw \]/);
      const withdraw = () => flow.click('operator', copyOf(message), 'Withdraw');
      const approve = () => flow.click('approver', copyOf(request), 'Approve');
      // The approver's roles are read first, which takes some turns: each side has to win now and then.
      const order = round % 2 === 0 ? [withdraw(), approve()] : [approve(), afterReads(withdraw)];
      const notes = await Promise.all(order);
      const good = notes.filter((note) => /^(Cancelled|Approved)/.test(note));
      expect(good).toHaveLength(1);
      const cancelled = good[0]?.startsWith('Cancelled') ?? false;
      won.push(cancelled ? 'cancelled' : 'approved');
      const end = cancelled ? /Cancelled/ : /confirmed by Azure/;
      await flow.shows(message, end);
      await flow.shows(request, end);
      const { id } = await theChange();
      const { count } = await audit(id);
      expect([count('cancelled'), count('approved')]).toEqual(cancelled ? [1, 0] : [0, 1]);
      expect(flow.writes()).toEqual(cancelled ? [] : ['iotSecuritySolutions.put']);
    }
    expect(new Set(won)).toEqual(new Set(['cancelled', 'approved']));
  });
});

/** Begins when Azure has told about somebody's roles. */
async function afterReads<T>(work: () => Promise<T>): Promise<T> {
  const read = () =>
    bot.sandbox.requests.filter(({ route, status }) => route === 'roleDefinitions.get' && status === 200);
  const known = read().length;
  await expect.poll(() => read().length, { interval: 1 }).toBeGreaterThan(known);
  return work();
}

describe('the same click, delivered three times', () => {
  it('at once and later, decides once and is answered alike', async () => {
    const like = await bot.teams.say(bot.person('operator'), bot.chat('operator'), 'help');
    const { message, request } = await enableRequest();
    const click = aClick(like, 'approver', request, 'Approve');
    const atOnce = await Promise.all([1, 2, 3].map(() => bot.teams.post(click)));
    await flow.shows(message, /Defender enabled, confirmed by Azure/);
    const later = await bot.teams.post(click);
    const notes = [...atOnce, later].map(flow.note);
    expect(notes.filter((note) => !/^(Approved|Already on it)/.test(note))).toEqual([]);
    expect(flow.note(later)).toMatch(/^Approved/);
    expect(flow.writes()).toEqual(['iotSecuritySolutions.put']);
    const { id } = await theChange();
    expect((await audit(id)).count('approved')).toBe(1);
    expect((await inside.refusals()).filter(({ change }) => change === id)).toEqual([]);
  });

  it('is answered alike after a restart, too', async () => {
    const like = await bot.teams.say(bot.person('operator'), bot.chat('operator'), 'help');
    const { message, request } = await enableRequest();
    const click = aClick(like, 'approver', request, 'Decline');
    const first = await bot.teams.post(click);
    await flow.shows(message, /Declined by/);
    await bot.stopApp();
    await bot.startApp();
    expect(await bot.teams.post(click)).toEqual(first);
    const { id } = await theChange();
    expect((await audit(id)).count('declined')).toBe(1);
  });
});

describe('a card', () => {
  it('that is old is good for nothing but words about what became of it', async () => {
    const preview = (await flow.askAlone(`enable ${hub}`)).message;
    const oldPreview = copyOf(preview);
    const request = await flow.askApproval(preview, approvers);
    const oldRequest = copyOf(request);
    await flow.click('approver', request, 'Decline', { reason: 'Not now' });
    await flow.shows(preview, /Declined by/);
    expect(await flow.click('groupie', oldRequest, 'Approve')).toMatch(/Already declined by Arjun Mehta/);
    expect(await flow.click('approver', oldRequest, 'Approve')).toMatch(/Already declined by Arjun Mehta/);
    expect(await flow.click('operator', oldPreview, 'Ask for approval')).toMatch(
      /Already declined by Arjun Mehta/,
    );
    expect(await flow.click('operator', oldPreview, 'Cancel')).toMatch(/Already declined by Arjun Mehta/);
    expect(flow.writes()).toEqual([]);
    const { id, state } = await theChange();
    expect(state).toBe('declined');
    expect((await inside.refusals()).filter(({ change }) => change === id)).toHaveLength(4);
  });

  it('that was copied into another chat, or posted again in its own, is not the original', async () => {
    const { message, request } = await enableRequest();
    const members = [bot.person('approver'), bot.person('operator')];
    const elsewhere = bot.teams.conversation({ kind: 'groupChat', name: 'Elsewhere', members });
    const copies: [string, ChatMessage, string][] = [
      ['approver', { ...copyOf(request), place: elsewhere }, 'Approve'],
      ['approver', { ...copyOf(request), place: elsewhere, id: '1700000000001' }, 'Approve'],
      ['approver', { ...copyOf(request), id: '1700000000002' }, 'Approve'],
      ['approver', { ...copyOf(request), id: message.id }, 'Decline'],
      ['approver', { ...copyOf(request), place: message.place, id: message.id }, 'Approve'],
      ['operator', { ...copyOf(message), place: approvers, id: request.id }, 'Withdraw'],
      ['operator', { ...copyOf(message), place: elsewhere }, 'Withdraw'],
    ];
    await flow.shows(message, /\[ Withdraw \]/);
    for (const [key, copy, title] of copies) {
      const card = title === 'Withdraw' ? structuredClone(message.card) : copy.card;
      expect(await flow.click(key, { ...copy, card }, title)).toMatch(/This card is a copy/);
    }
    const { id, state } = await theChange();
    expect(state).toBe('asked');
    expect((await inside.refusals()).filter(({ change }) => change === id)).toHaveLength(copies.length);
    expect(flow.writes()).toEqual([]);
    await flow.click('approver', request, 'Approve');
    await flow.shows(message, /confirmed by Azure/);
    expect(flow.writes()).toEqual(['iotSecuritySolutions.put']);
  });

  it('can be confirmed by nobody but the one who asked, whatever their rights', async () => {
    const members = ['operator', 'approver', 'groupie', 'reader'].map((key) => bot.person(key));
    const place = bot.teams.conversation({ kind: 'groupChat', name: 'Shift', members });
    const { message } = await bot.ask('operator', `connect ${fields}`, { place });
    for (const key of ['approver', 'groupie']) {
      expect(await flow.click(key, message, 'Connect')).toMatch(/Only Olivia Bakker can use this button/);
      expect(await flow.click(key, message, 'Cancel')).toMatch(/Only Olivia Bakker can use this button/);
    }
    expect(await flow.click('reader', message, 'Connect')).toMatch(/Only Olivia Bakker|lack a right/);
    const { id, state } = await theChange();
    expect(state).toBe('previewed');
    expect((await inside.refusals()).filter(({ change }) => change === id)).toHaveLength(5);
    expect(flow.writes()).toEqual([]);
  });

  it('that has expired decides nothing, however many click at once', async () => {
    const { message, request } = await enableRequest();
    const shown = copyOf(request);
    bot.clock.advance(24 * 3_600_000);
    const notes = await Promise.all(
      ['approver', 'groupie', 'denied', 'approver'].map((key, at) =>
        flow.click(key, shown, at % 2 === 0 ? 'Approve' : 'Decline'),
      ),
    );
    expect(notes.filter((note) => !/expired/.test(note))).toEqual([]);
    await flow.shows(request, /⌛ Expired/);
    await flow.shows(message, /⌛ Expired/);
    expect(textOf(request)).not.toContain('[ Approve ]');
    const { id } = await theChange();
    expect((await audit(id)).story).toEqual(['asked enable', 'expired enable']);
    expect(flow.writes()).toEqual([]);
  });

  it('of a preview that is half an hour old does nothing any more', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    const shown = copyOf(message);
    bot.clock.advance(30 * 60_000);
    expect(await flow.click('operator', shown, 'Connect')).toMatch(/expired/);
    await flow.shows(message, /⌛ Expired/, /\[ Ask again \]/);
    expect(flow.writes()).toEqual([]);
  });
});

describe('a role that is taken away after the click and before the execution', () => {
  const roles: [who: string, words: string, key: string, name: string, role: string][] = [
    ['of the approver', 'approver', 'approver', 'Arjun Mehta', 'Owner'],
    ['of the requester', 'approver', 'operator', 'Olivia Bakker', 'Contributor'],
  ];
  it.each(roles)(
    '%s: the change fails, names action and scope, and writes nothing',
    async (_, clicker, key, name, role) => {
      const { message, request } = await enableRequest();
      const { portal } = bot.sandbox.control;
      atEntry(bot, 'approved', () => expect(portal.revoke(key, role, `subscription:${fields}`)).toBe(1));
      try {
        expect(await flow.click(clicker, request, 'Approve')).toMatch(/^Approved/);
        const text = await flow.shows(message, /❌ Failed/);
        expect(text).toContain(`${name} does not have the right for this any more`);
        expect(text).toMatch(
          /Microsoft\.Security\/iotSecuritySolutions\/(read|write).* on \/subscriptions\/18df83b9/,
        );
        expect(text).toContain('Nothing was changed');
        await flow.shows(request, /❌ Failed/);
        expect(flow.writes()).toEqual([]);
        const { id } = await theChange();
        expect((await audit(id)).story).toEqual([
          'asked enable',
          'approved enable',
          'started enable',
          'ended enable',
        ]);
      } finally {
        portal.grant(key, role, `subscription:${fields}`);
      }
    },
  );
});

describe('an approval card that Teams does not take', () => {
  it('because the bot was removed from the approvers: the requester is told, and approvals opens it', async () => {
    const place = bot.teams.conversation({ kind: 'channel', name: 'Closed', members: approvers.members });
    await bot.ask('approver', 'approvals here', { place });
    await bot.teams.uninstall(bot.person('approver'), place);
    try {
      const { message } = await flow.askAlone(`enable ${hub}`);
      await flow.click('operator', message, 'Ask for approval');
      await flow.shows(
        message,
        /The approval card could not be delivered\. Please ask an approver to type: approvals/,
      );
      await decideFromTheList(message);
    } finally {
      await bot.ask('approver', 'approvals here', { place: approvers });
    }
  });

  const troubles: [string, Parameters<WholeBot['teams']['fault']>[0]][] = [
    ['and answers with 500', { method: 'POST', status: 500 }],
    ['and never answers', { method: 'POST', hang: true }],
    ['and cuts the connection after it was posted', { method: 'POST', dropAfter: true }],
  ];
  it.each(troubles)('%s: it is never posted twice, and the requester is told', async (_, fault) => {
    // The bot waits ten seconds of real time for Teams.
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const shorter = vi
      .spyOn(AbortSignal, 'timeout')
      .mockImplementation((ms) => timeout(ms === 10_000 ? 200 : ms));
    try {
      const { message } = await flow.askAlone(`enable ${hub}`);
      const before = posts().length;
      bot.teams.fault(fault);
      await flow.click('operator', message, 'Ask for approval');
      await flow.shows(message, /Teams did not say whether the approval card arrived.*type: approvals/);
      await flow.whileTimeFlies(() => inside.wake());
      expect(posts()).toHaveLength(before + 1);
      await decideFromTheList(message);
      expect(posts()).toHaveLength(before + 1);
    } finally {
      shorter.mockRestore();
    }
  });

  it('and cuts the connection after it was posted: the posted card works all the same', async () => {
    const { message } = await flow.askAlone(`enable ${hub}`);
    const before = bot.teams.messages(approvers).length;
    bot.teams.fault({ method: 'POST', dropAfter: true });
    await flow.click('operator', message, 'Ask for approval');
    await flow.shows(message, /Teams did not say whether the approval card arrived/);
    const request = bot.teams.messages(approvers)[before];
    if (!request) throw new Error('it was not posted');
    expect(await flow.click('approver', request, 'Approve')).toMatch(/^Approved/);
    await flow.shows(message, /confirmed by Azure/);
    await flow.shows(request, /confirmed by Azure/);
    expect(flow.writes()).toEqual(['iotSecuritySolutions.put']);
  });
});

/** Cards that were posted, or tried, where approvals are asked for. */
const posts = () =>
  bot.teams.calls.filter(({ method, path }) => method === 'POST' && path.includes(approvers.id));

/** An approver who got no card finds the request, opens it and approves. */
async function decideFromTheList(message: ChatMessage): Promise<void> {
  const place = bot.teams.conversation({ kind: 'personal', members: [bot.person('groupie')] });
  const { message: list } = await bot.ask('groupie', 'approvals', { place });
  const { message: opened } = await bot.open('groupie', list, /Enable Defender/);
  expect(await flow.click('groupie', opened, 'Approve')).toMatch(/^Approved/);
  await flow.shows(message, /Defender enabled, confirmed by Azure/, /Grace Lindqvist/);
  expect(flow.writes()).toEqual(['iotSecuritySolutions.put']);
}
