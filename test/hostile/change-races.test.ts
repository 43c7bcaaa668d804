import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAction } from '../../sandbox/connector/card-actions.ts';
import type { ChatMessage } from '../../sandbox/connector/chat.ts';
import { anApproversChannel, aWatchedBot } from '../support/a-watched-bot.ts';
import { textOf } from '../support/a-whole-bot.ts';
import { atEntry, atRequest } from '../support/at-the-moment.ts';

/*
 * Many at once, and colleagues who change the same things in the portal meanwhile: nothing is lost, nothing is
 * overwritten, and what differs from the preview is asked again.
 */

// One after the other, because all are hubs of one subscription: fewer are quicker to look at.
const howMany = Number(process.env.ENABLED_AT_ONCE ?? 50);
const fields = 'Contoso Field Services';
const penang = 'Contoso Plant Penang';
const solutionName = 'ctso-fld-elevators';
const { bot, flow, inside } = await aWatchedBot();
const approvers = await anApproversChannel(
  bot,
  ['approver', 'groupie', 'operator'].map((key) => bot.person(key)),
);
beforeEach(() => {
  bot.sandbox.control.portal.disconnect(fields);
  lagIsOver();
  bot.sandbox.control.clearRequests();
});
afterEach(() => {
  bot.sandbox.control.clearFaults();
  bot.sandbox.control.set({ staleEtagStatus: 409 });
});

const portal = () => bot.sandbox.control.portal;
const world = () => bot.sandbox.world;
/** Lists of connectors show a change ten seconds later, Resource Graph half a minute. */
function lagIsOver(): void {
  bot.sandbox.control.moveClock(31_000);
  bot.forget();
}
/** The IOT connectors of a subscription as they truly are. */
const connectorsOf = (name: string) =>
  world()
    .connectors.all()
    .filter(({ kind, properties }) => {
      const subscription = world().subscriptions.get(String(properties.subscriptionId).toLowerCase());
      return kind === 'IOT' && subscription?.name === name;
    });
const rule = (name: string) =>
  world()
    .rules.all()
    .find(({ properties }) => properties.displayName === name);
/** Id of the change that a preview's button is about. */
const changeOn = (message: ChatMessage) => JSON.stringify(findAction(message.card, 'Connect').data);
const copyOf = (message: ChatMessage): ChatMessage => ({ ...message, card: structuredClone(message.card) });
const reAsked = /Something has changed in Azure since the preview, so nothing was done/;

describe(`${howMany} requests at once to enable hubs of one solution`, () => {
  it('keep every hub, the settings and the tags, with one write each', async () => {
    const names = Array.from({ length: howMany }, (_, at) => `ctso-fld-many-${at + 1}`);
    for (const name of names) portal().addHub({ name, subscription: fields });
    const workspace = [...world().workspaces.values()][0]?.id;
    const properties = { workspace, unmaskedIpLoggingStatus: 'Enabled', export: ['RawEvents'] };
    portal().solution(solutionName, { properties, tags: { owner: 'field', cost: '4711' } });
    const solution = () =>
      world()
        .solutions.all()
        .find(({ name }) => name === solutionName);
    const before = solution();
    lagIsOver();
    await bot.ask('operator', 'hubs');
    bot.sandbox.control.clearRequests();

    const previews = await Promise.all(names.map((name) => flow.askAlone(`enable ${name}`)));
    expect(previews.filter(({ text }) => !/Adds it to solution ctso-fld-elevators/.test(text))).toEqual([]);
    const own = previews.map(({ message }) => message);
    await clickAll('operator', own, { title: 'Ask for approval', command: 'confirm', from: 'previewed' });
    // Looked at after every message of anybody: drawing a hundred cards each time would take longer than the work.
    const says = (words: string) => (message: ChatMessage) => JSON.stringify(message.card).includes(words);
    const open = () => bot.teams.messages(approvers).filter(says('"Approve"'));
    const requests = await awake(() => open().length === howMany && open());
    expect(flow.writes()).toEqual([]);
    await clickAll('approver', requests, { title: 'Approve', command: 'decide', from: 'asked' });
    const confirmed = says('✅ Defender enabled, confirmed by Azure');
    await awake(() => requests.every(confirmed) && own.every(confirmed));

    const short = (id: string) => id.split('/').at(-1)?.toLowerCase();
    expect(solution()?.iotHubs.map(short).toSorted()).toEqual(['ctso-fld-elevators', ...names].toSorted());
    expect(solution()).toMatchObject({ status: 'Enabled', tags: { owner: 'field', cost: '4711' } });
    expect(solution()?.properties).toMatchObject({ ...before?.properties, ...properties });
    expect(flow.writes()).toEqual(names.map(() => 'iotSecuritySolutions.put'));
    const enabled = (await inside.changes()).filter(({ kind }) => kind === 'enable');
    expect(enabled.map(({ state }) => state)).toEqual(names.map(() => 'done'));
    for (const name of names) portal().removeHub(name);
    for (const name of names)
      expect(
        world()
          .hubs.all()
          .some((hub) => hub.name === name),
      ).toBe(false);
    lagIsOver();
  }, 300_000);
});

/**
 * Clicks on all of them at once. On a busy machine the pretend Azure takes more than ten seconds for some, and the
 * person is told to try again; so these are clicked again.
 */
async function clickAll(
  key: string,
  messages: readonly ChatMessage[],
  { title, command, from }: { title: string; command: string; from: string },
): Promise<void> {
  let left = messages.map((message) => ({
    message,
    data: JSON.stringify(findAction(message.card, title).data),
  }));
  for (let round = 0; round < 5 && left.length > 0; round += 1) {
    const before = bot.lines.length;
    const notes = await Promise.all(left.map(({ message }) => flow.click(key, message, title)));
    expect(notes.filter((note) => !/^(Approved|An approver is asked|On it|.*in time)/.test(note))).toEqual(
      [],
    );
    const ended = () =>
      bot.lines
        .slice(before)
        .filter(({ message, fields: about }) => message.startsWith('call ') && about.command === command);
    await expect.poll(() => ended().length, { timeout: 60_000 }).toBe(left.length);
    const open = (await inside.changes()).filter(({ state }) => state === from);
    left = left.filter(({ data }) => open.some(({ id }) => data.includes(id)));
  }
  expect(left).toEqual([]);
}

/** Waits for the work to be done, while the workers look for jobs all the time but the clock runs as ever. */
async function awake<T>(look: () => T | undefined | false): Promise<T> {
  const wake = setInterval(() => void inside.wake().catch(() => {}), 300);
  try {
    return await bot.teams.until(look, 100_000);
  } finally {
    clearInterval(wake);
  }
}

describe('a hub that a colleague adds between preview and confirmation', () => {
  it('is shown in a new preview in the same message, and only its confirmation writes', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    const old = copyOf(message);
    expect(textOf(message)).not.toContain('ctso-fld-late');
    portal().addHub({ name: 'ctso-fld-late', subscription: fields });
    try {
      expect(await flow.click('operator', message, 'Connect')).toMatch(/^On it/);
      await flow.shows(message, reAsked, /ctso-fld-late/, /\[ Connect \]/);
      expect(flow.writes()).toEqual([]);
      expect(bot.teams.messages(message.place)).toHaveLength(1);
      expect(await flow.click('operator', old, 'Connect')).toMatch(/newer preview|copy/);
      expect(flow.writes()).toEqual([]);
      expect(await flow.click('operator', message, 'Connect')).toMatch(/^On it/);
      await flow.shows(message, /✅ Connected, confirmed by Azure/);
      expect(flow.writes()).toEqual(['dataConnectors.put']);
      expect(connectorsOf(fields)).toHaveLength(1);
    } finally {
      portal().removeHub('ctso-fld-late');
    }
  });

  it('at the very moment of the execution is asked about as well', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    atEntry(bot, 'started', () => void portal().addHub({ name: 'ctso-fld-later', subscription: fields }));
    try {
      await flow.click('operator', message, 'Connect');
      await flow.shows(message, reAsked, /ctso-fld-later/, /\[ Connect \]/);
      expect(flow.writes()).toEqual([]);
    } finally {
      portal().removeHub('ctso-fld-later');
    }
  });
});

describe('a connector that is off', () => {
  beforeEach(() => {
    portal().addConnector(fields, { enabled: false });
    lagIsOver();
    bot.sandbox.control.clearRequests();
  });

  it('is put back as it is, once', async () => {
    const [before] = connectorsOf(fields);
    const { message } = await flow.askAlone(`connect ${fields}`);
    await flow.click('operator', message, 'Connect');
    await flow.shows(message, /✅ Connected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    expect(connectorsOf(fields).map(({ name }) => name)).toEqual([before?.name]);
  });

  it('and switched on by a colleague meanwhile is left alone, and the card says that it is connected', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    portal().setConnector(fields, true);
    lagIsOver();
    const [theirs] = connectorsOf(fields);
    await flow.click('operator', message, 'Connect');
    await flow.shows(message, /✅ Connected/, /It is so already/);
    expect(flow.writes()).toEqual([]);
    expect(connectorsOf(fields)).toEqual([theirs]);
  });

  it('and deleted by a colleague meanwhile is asked about again', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    portal().disconnect(fields);
    lagIsOver();
    await flow.click('operator', message, 'Connect');
    await flow.shows(message, reAsked, /\[ Connect \]/);
    expect(flow.writes()).toEqual([]);
    await flow.click('operator', message, 'Connect');
    await flow.shows(message, /✅ Connected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
  });

  it('and deleted so recently that Azure still lists it is not made anew by accident', async () => {
    const { message } = await flow.askAlone(`connect ${fields}`);
    atRequest(bot, 'dataConnectors.put', () => void portal().disconnect(fields));
    await flow.click('operator', message, 'Connect');
    await flow.shows(message, reAsked, /\[ Connect \]/);
    expect(flow.writes()).toEqual(['dataConnectors.put']);
    expect(connectorsOf(fields)).toEqual([]);
  });

  it.each([409, 412] as const)(
    'and saved by a colleague in the moment of the write is not overwritten (%i)',
    async (status) => {
      bot.sandbox.control.set({ staleEtagStatus: status });
      const { message } = await flow.askAlone(`connect ${fields}`);
      let theirs = '';
      atRequest(bot, 'dataConnectors.put', () => {
        portal().setConnector(fields, false);
        theirs = connectorsOf(fields)[0]?.etag ?? '';
      });
      await flow.click('operator', message, 'Connect');
      await flow.shows(message, reAsked, /\[ Connect \]/);
      expect(flow.writes()).toEqual(['dataConnectors.put']);
      expect(connectorsOf(fields).map(({ etag }) => etag)).toEqual([theirs]);
      lagIsOver();
      // That preview was made when Azure still listed the old version, so there is one more.
      const first = changeOn(message);
      await flow.click('operator', message, 'Connect');
      await flow.whileTimeFlies(() => bot.teams.until(() => changeOn(message) !== first));
      expect(flow.writes()).toEqual(['dataConnectors.put']);
      await flow.click('operator', message, 'Connect');
      await flow.shows(message, /✅ Connected, confirmed by Azure/);
      expect(flow.writes()).toEqual(['dataConnectors.put', 'dataConnectors.put']);
      expect(connectorsOf(fields)).toHaveLength(1);
    },
  );
});

describe('two people who connect the same subscription at once', () => {
  it('get one connector, and both cards say so', async () => {
    const [one, other] = await Promise.all(
      ['operator', 'groupie'].map((key) => flow.askAlone(`connect ${fields}`, key)),
    );
    if (!one || !other) throw new Error('not two previews');
    const notes = await Promise.all([
      flow.click('operator', one.message, 'Connect'),
      flow.click('groupie', other.message, 'Connect'),
    ]);
    expect(notes.every((note) => note.startsWith('On it'))).toBe(true);
    const ends = /✅ (Connected|Nothing)|Something has changed/;
    await Promise.all([flow.shows(one.message, ends), flow.shows(other.message, ends)]);
    expect(connectorsOf(fields)).toHaveLength(1);
    expect(flow.writes().length).toBeLessThanOrEqual(2);
    const names = bot.sandbox.requests
      .filter(({ route }) => route === 'dataConnectors.put')
      .map(({ path }) => path.split('?')[0]);
    expect(new Set(names).size).toBe(1);
  });
});

describe('disconnecting while a colleague adds a second connector', () => {
  it('asks again with both, asks the approver again, and then removes both', async () => {
    const { message } = await flow.askAlone(`disconnect ${penang}`);
    const request = await flow.askApproval(message, approvers);
    portal().addConnector(penang);
    lagIsOver();
    expect(await flow.click('approver', request, 'Approve')).toMatch(/^Approved/);
    await flow.shows(message, reAsked, /\[ Ask for approval \]/);
    await flow.shows(request, /Out of date/);
    expect(flow.writes()).toEqual([]);
    expect(connectorsOf(penang)).toHaveLength(2);
    const second = await flow.askApproval(message, approvers);
    expect(await flow.click('approver', second, 'Approve')).toMatch(/^Approved/);
    await flow.shows(message, /✅ Disconnected, confirmed by Azure/);
    expect(flow.writes()).toEqual(['dataConnectors.delete', 'dataConnectors.delete']);
    expect(connectorsOf(penang)).toEqual([]);
    portal().connect(penang);
  });

  it('says that nothing is left to do when a colleague was faster', async () => {
    const { message } = await flow.askAlone(`disconnect ${penang}`);
    const request = await flow.askApproval(message, approvers);
    portal().disconnect(penang);
    lagIsOver();
    await flow.click('approver', request, 'Approve');
    await flow.shows(message, /✅ Disconnected/, /It is so already/);
    expect(flow.writes()).toEqual([]);
    portal().connect(penang);
  });
});

describe('an analyst who saves the incident rule between read and write', () => {
  beforeEach(() => {
    portal().addRule({ displayName: 'Plant', severities: ['High'] });
  });
  afterEach(() => portal().removeRule('Plant'));

  it('once: it is switched off with the edit kept', async () => {
    const { message } = await flow.askAlone('incidents off');
    atRequest(bot, 'alertRules.put', () =>
      portal().editRule('Plant', { names: ['valve'], description: 'Mine' }),
    );
    await flow.click('operator', message, 'Turn off');
    await flow.shows(message, /confirmed by Azure/);
    expect(flow.writes()).toEqual(['alertRules.put', 'alertRules.put']);
    expect(rule('Plant')?.properties).toMatchObject({
      enabled: false,
      displayNamesFilter: ['valve'],
      description: 'Mine',
      severitiesFilter: ['High'],
    });
  });

  it.each([409, 412] as const)('twice: it is asked again, and the edits are kept (%i)', async (status) => {
    bot.sandbox.control.set({ staleEtagStatus: status });
    const { message } = await flow.askAlone('incidents off');
    let edits = 0;
    const edit = () => {
      edits += 1;
      portal().editRule('Plant', { names: [`edit ${edits}`] });
    };
    atRequest(bot, 'alertRules.put', edit, 2);
    await flow.click('operator', message, 'Turn off');
    await flow.shows(message, reAsked, /\[ Turn off \]/);
    expect(flow.writes()).toEqual(['alertRules.put', 'alertRules.put']);
    expect(rule('Plant')?.properties).toMatchObject({ enabled: true, displayNamesFilter: ['edit 2'] });
    await flow.click('operator', message, 'Turn off');
    await flow.shows(message, /confirmed by Azure/);
    expect(rule('Plant')?.properties).toMatchObject({ enabled: false, displayNamesFilter: ['edit 2'] });
  });
});
