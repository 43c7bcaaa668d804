import { beforeEach, describe, expect, it } from 'vitest';
import { aWatchedBot } from '../support/a-watched-bot.ts';
import { textOf } from '../support/a-whole-bot.ts';

const { bot, flow } = await aWatchedBot();
const members = [bot.person('approver'), bot.person('groupie'), bot.person('operator')];
const approvers = bot.teams.conversation({ kind: 'channel', name: 'Approvers', members });
beforeEach(() => {
  bot.forget();
  bot.sandbox.control.clearRequests();
});

const hub = 'ctso-fld-windfarm';
const world = () => bot.sandbox.world;
const connected = (name: string) =>
  world()
    .connectors.all()
    .filter(({ kind, properties }) => {
      const subscription = world().subscriptions.get(String(properties.subscriptionId).toLowerCase());
      return kind === 'IOT' && subscription?.name === name;
    }).length;
const defended = (name: string) =>
  world()
    .solutions.all()
    .some(({ status, iotHubs }) => status === 'Enabled' && iotHubs.some((id) => id.endsWith(`/${name}`)));

describe('before anybody has said where approvals go', () => {
  it('enabling says what to do, and keeps nothing', async () => {
    const { text } = await bot.ask('operator', `enable ${hub}`);
    expect(text).toMatch(/No place for approvals yet.*“approvals here”.*Nothing was done/);
    expect(flow.writes()).toEqual([]);
  });

  it('only somebody who runs Sentinel may say so', async () => {
    const { text } = await bot.ask('reader', 'approvals here');
    expect(text).toMatch(/You lack a right.*dataConnectors\/write.*Microsoft Sentinel Contributor/);
    const set = await bot.ask('approver', 'approvals here', { place: approvers });
    expect(set.text).toMatch(/Approvals come here/);
  });
});

describe('the guide', () => {
  it('goes from a hub without Defender to a connected one, by the decision of a second person', async () => {
    const { message, text } = await bot.ask('operator', `connect ${hub}`);
    expect(text).toMatch(/Connect Contoso Field Services to Microsoft Sentinel/);
    expect(text).toMatch(/Connects 2 hubs: the whole subscription, not one hub alone/);
    expect(text).toMatch(/Defender off, sends nothing: ctso-fld-windfarm.*Defender on: ctso-fld-elevators/);
    expect(text).toMatch(/preview terms of Azure apply/);

    expect(await flow.click('operator', message, 'Request enabling')).toMatch(/An approver is asked/);
    const request = await flow.newest(approvers, /Enable Defender for IoT on ctso-fld-windfarm/);
    await flow.shows(message, /Waiting/, /\[ Withdraw \]/);
    expect(textOf(request)).toMatch(/Adds it to solution ctso-fld-elevators/);
    expect(flow.writes()).toEqual([]);

    expect(await flow.click('approver', request, 'Approve', { reason: 'As planned' })).toMatch(/Approved/);
    await flow.shows(
      message,
      /✅ Connected, confirmed by Azure/,
      /Defender on: ctso-fld-elevators, ctso-fld-windfarm|Defender on: .*ctso-fld-windfarm/,
    );
    await flow.shows(
      request,
      /✅ Defender enabled, confirmed by Azure/,
      /Approved by: Arjun Mehta “As planned”/,
    );
    expect(flow.writes()).toEqual(['iotSecuritySolutions.put', 'dataConnectors.put']);
    const ids = bot.sandbox.requests
      .filter(({ method }) => method === 'PUT')
      .map(({ clientRequestId }) => clientRequestId);
    expect(new Set(ids).size).toBe(1);
    for (const what of ['enable', 'connect']) {
      const entry = { event: 'ended', what, correlationId: ids[0] };
      expect(bot.lines).toContainEqual(
        expect.objectContaining({ message: 'audit entry', fields: expect.objectContaining(entry) }),
      );
    }
    expect(connected('Contoso Field Services')).toBe(1);
    expect(defended(hub) && defended('ctso-fld-elevators')).toBe(true);

    // A new message tells the requester, because an edit makes no notification.
    const told = await flow.newest(bot.chat('operator'), /^✅ Connected, confirmed by Azure/);
    expect(told.id).not.toBe(message.id);
  });

  it('finds everything done the second time, and writes nothing', async () => {
    const { text } = await bot.ask('operator', `connect ${hub}`);
    expect(text).toMatch(/[Aa]lready connected|Nothing to do/);
    expect(text).not.toMatch(/\[ Connect \]/);
    expect((await bot.ask('operator', `enable ${hub}`)).text).toMatch(/[Nn]othing to do|is on/);
    expect(flow.writes()).toEqual([]);
  });

  it('turns incidents on and off, and keeps what an analyst has edited', async () => {
    expect((await bot.ask('operator', 'incidents')).text).toMatch(/off|No rule/i);
    const on = await bot.ask('operator', 'incidents on high medium');
    await flow.click('operator', on.message, 'Turn on');
    await flow.shows(on.message, /confirmed by Azure/);
    const rules = () =>
      world()
        .rules.all()
        .filter(({ properties }) => properties.productFilter === 'Azure Security Center for IoT');
    expect(rules()).toHaveLength(1);
    expect(rules()[0]?.properties).toMatchObject({ enabled: true, severitiesFilter: ['High', 'Medium'] });

    const [rule] = rules();
    bot.sandbox.control.portal.editRule(rule?.name ?? '', {
      displayName: 'Plant incidents',
      names: ['valve'],
    });
    const off = await bot.ask('operator', 'incidents off');
    await flow.click('operator', off.message, 'Turn off');
    await flow.shows(off.message, /confirmed by Azure/);
    expect(rules()[0]?.properties).toMatchObject({
      enabled: false,
      displayName: 'Plant incidents',
      displayNamesFilter: ['valve'],
      severitiesFilter: ['High', 'Medium'],
    });
    expect(flow.writes()).toEqual(['alertRules.put', 'alertRules.put']);
    expect((await bot.ask('operator', 'incidents off')).text).toMatch(/[Nn]othing to do|already off/i);
  });

  it('disconnects a subscription of two hubs only when a second person agrees', async () => {
    const { message, text } = await bot.ask('operator', 'disconnect Contoso Field Services');
    expect(text).toMatch(/2 hubs/);
    expect(await flow.click('operator', message, 'Ask for approval')).toMatch(/An approver is asked/);
    const request = await flow.newest(approvers, /Disconnect Contoso Field Services/);
    expect(await flow.click('operator', request, 'Approve')).toMatch(/a second person has to decide/);
    expect(connected('Contoso Field Services')).toBe(1);
    await flow.click('groupie', request, 'Approve');
    await flow.shows(message, /confirmed by Azure/);
    await flow.newest(bot.chat('operator'), /^✅ Disconnected, confirmed by Azure/);
    expect(connected('Contoso Field Services')).toBe(0);
    expect(flow.writes()).toEqual(['dataConnectors.delete']);
  });
});

/** Asks in a chat of its own, where no message of an earlier request turns up. */
async function askAlone(words: string) {
  const place = bot.teams.conversation({ kind: 'personal', members: [bot.person('operator')] });
  return bot.ask('operator', words, { place });
}

describe('a request', () => {
  it('that is declined ends with the reason, everywhere', async () => {
    bot.sandbox.control.portal.disableDefender(hub);
    const { message } = await askAlone(`connect ${hub}`);
    await flow.click('operator', message, 'Request enabling');
    const request = await flow.newest(approvers, /⏳ Waiting for approval.*Enable Defender/);
    await flow.click('approver', request, 'Decline', { reason: 'Not this month' });
    await flow.shows(request, /Declined by Arjun Mehta|Declined by: Arjun Mehta/, /Not this month/);
    await flow.shows(message, /declined.*nothing was connected/i, /\[ Ask again \]/);
    expect(flow.writes()).toEqual([]);
    expect(textOf(request)).not.toMatch(/\[ Approve \]/);
  });

  it('can be taken back until it is decided, and the approval card loses its buttons', async () => {
    const { message } = await askAlone(`enable ${hub}`);
    await flow.click('operator', message, 'Ask for approval');
    const request = await flow.newest(approvers, /⏳ Waiting for approval.*Enable Defender/);
    await flow.shows(message, /\[ Withdraw \]/);
    const twice = await askAlone(`enable ${hub}`);
    expect(twice.text).toMatch(/Olivia Bakker has asked for this before: .* waits until an approver decides/);
    expect(await flow.click('operator', message, 'Withdraw')).toMatch(/Cancelled/);
    await flow.shows(request, /Cancelled/);
    expect(textOf(request)).not.toMatch(/\[ Approve \]/);
    expect(flow.writes()).toEqual([]);
  });

  it('expires when nobody decides, takes the buttons away and tells the requester', async () => {
    const { message } = await askAlone(`enable ${hub}`);
    await flow.click('operator', message, 'Ask for approval');
    const request = await flow.newest(approvers, /⏳ Waiting for approval.*Enable Defender/);
    const approve = { ...request, card: structuredClone(request.card) };
    bot.clock.advance(24 * 3_600_000);
    expect(flow.note(await bot.teams.click(bot.person('approver'), approve, 'Approve'))).toMatch(/expired/);
    await flow.shows(request, /Expired/);
    await flow.shows(message, /Expired/);
    await bot.teams.until(() => bot.teams.messages(message.place).length === 2);
    expect(flow.writes()).toEqual([]);
  });

  it('for a hub that Defender does not support is refused with the reason', async () => {
    const { text } = await askAlone('enable ctso-rtm-lab');
    expect(text).toMatch(/Tier not supported.*Standard tier only/);
  });

  it('is listed by approvals, and opens as a card that can be decided on', async () => {
    const { message } = await askAlone(`enable ${hub}`);
    await flow.click('operator', message, 'Ask for approval');
    await flow.newest(approvers, /⏳ Waiting for approval.*Enable Defender/);
    const list = await bot.ask('groupie', 'approvals');
    expect(list.text).toMatch(/1 request waits.*Enable Defender/);
    const opened = await bot.open('groupie', list.message, /Enable Defender/);
    await flow.click('groupie', opened.message, 'Approve');
    await flow.shows(opened.message, /Defender enabled, confirmed by Azure/);
    await flow.shows(message, /Defender enabled, confirmed by Azure/, /Grace Lindqvist/);
    expect(flow.writes()).toEqual(['iotSecuritySolutions.put']);
  });

  it('leaves its story in the audit', async () => {
    const { text } = await bot.ask('operator', 'audit ctso-fld-windfarm 7d');
    expect(text).toMatch(/Grace Lindqvist approved: enable Defender for IoT on ctso-fld-windfarm/);
    const { text: his } = await bot.ask('operator', 'audit Arjun Mehta');
    expect(his).toMatch(/Arjun Mehta declined.*Not this month/);
  });
});
