import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findAction } from '../../sandbox/connector/card-actions.ts';
import { startWholeBot, textOf, type WholeBot } from '../support/a-whole-bot.ts';

let bot: WholeBot;
beforeAll(async () => {
  bot = await startWholeBot();
});
beforeEach(() => {
  bot.forget();
  bot.sandbox.control.clearRequests();
});
afterAll(() => bot?.stop());

const routes = () => bot.sandbox.requests.map(({ route }) => route);
const rights = /^(msi\.token|roleAssignments\.list|denyAssignments\.list|roleDefinitions\.get)$/;

/** A refusal that names who, action, scope and role, and for which nothing but rights was read. */
async function expectRefusal(key: string, words: string, action: string): Promise<void> {
  const { text, sent } = await bot.ask(key, words);
  const { name, objectId } = bot.person(key);
  const [workspace] = [...bot.sandbox.world.workspaces.values()];
  expect(sent.status).toBe(200);
  expect(text).toContain('You lack a right for this');
  expect(text).toMatch(new RegExp(`Missing actions?: ${action}`));
  expect(text).toContain(`Scope: ${workspace?.id}`);
  expect(text).toContain('Role to ask for: Microsoft Sentinel Reader');
  expect(text).toContain(`Please give ${name} (object id ${objectId}) the role Microsoft Sentinel Reader on`);
  expect(routes().filter((route) => !rights.test(route))).toEqual([]);
  expect(text).toMatch(/Reference: [0-9a-f-]{36}/);
}

describe('a person', () => {
  it('without any Azure role is told which action, scope and role are missing', async () => {
    await expectRefusal('stranger', 'hubs', 'Microsoft.SecurityInsights/dataConnectors/read');
    await expectRefusal('stranger', 'alerts', 'Microsoft.OperationalInsights/workspaces/query/read');
  });

  it('without rights may still ask for help and status', async () => {
    expect((await bot.ask('stranger', 'help')).text).toContain('What Hubwatch can do');
    expect((await bot.ask('stranger', 'status')).text).toContain('Every service answers');
  });

  it('with rights on a plant alone is refused: the workspace counts', () =>
    expectRefusal('plant-only', 'hubs', 'Microsoft.SecurityInsights/dataConnectors/read'));

  it('whose rights come from a group inside a group is answered', async () => {
    expect((await bot.ask('groupie', 'hubs')).text).toMatch(/12 hubs in 4 subscriptions/);
    expect((await bot.ask('groupie', 'alerts')).text).toMatch(/alerts in the last 24 hours/);
  });

  it('whom a deny assignment keeps away is refused, whatever the roles say', async () => {
    const { text } = await bot.ask('denied', 'hubs');
    expect(text).toContain('You lack a right for this');
    expect(text).toContain('Microsoft.SecurityInsights/dataConnectors/read');
    expect(routes().filter((route) => !rights.test(route))).toEqual([]);
    expect((await bot.ask('denied', 'alerts')).text).toMatch(/alerts in the last 24 hours/);
  });

  it('gets in as soon as the role has been granted, and out when it has been taken', async () => {
    const role = ['stranger', 'Microsoft Sentinel Reader', 'workspace-group'] as const;
    bot.sandbox.control.portal.grant(...role);
    bot.forget();
    expect((await bot.ask('stranger', 'hubs')).text).toMatch(/12 hubs/);
    bot.sandbox.control.portal.revoke(...role);
    bot.forget();
    expect((await bot.ask('stranger', 'hubs')).text).toContain('You lack a right');
  });

  it('who clicks on the card of somebody else is asked for rights of their own', async () => {
    const members = [bot.person('operator'), bot.person('stranger')];
    const place = bot.teams.conversation({ kind: 'groupChat', members });
    const { message } = await bot.ask('operator', 'hubs', { place });
    const { body } = await bot.teams.click(bot.person('stranger'), message, 'Next ▶');
    expect(JSON.stringify(body)).toContain('You lack a right for this');
    expect(JSON.stringify(body)).not.toContain('ctso-');
  });

  it('cannot lend an identity to a click through what the card carries', async () => {
    const { message } = await bot.ask('operator', 'hubs');
    const { objectId } = bot.person('operator');
    const next = findAction(message.card, 'Next ▶');
    const inputs = { aadObjectId: objectId, actor: objectId, from: objectId, permission: 'none' };
    const { body } = await bot.teams.click(bot.person('stranger'), message, next, inputs);
    expect(JSON.stringify(body)).not.toContain('ctso-');
  });
});

describe('another organisation', () => {
  const otherTenant = '99999999-9999-4999-8999-999999999999';

  it('is refused, and nothing runs', async () => {
    const person = bot.teams.person({ ...bot.person('operator'), tenantId: otherTenant });
    const place = bot.teams.conversation({ kind: 'personal', members: [person] });
    for (const words of ['hubs', 'status', 'help', 'nonsense']) {
      const before = bot.teams.messages(place).length;
      expect((await bot.teams.say(person, place, words)).status).toBe(200);
      const answer = await bot.teams.until(() => bot.teams.messages(place)[before]);
      expect(textOf(answer)).toContain('This bot works for another organisation. Nothing was done.');
    }
    expect(bot.sandbox.requests).toEqual([]);
  });

  it('gets no welcome, and no answer to a click', async () => {
    const { message } = await bot.ask('operator', 'hubs');
    bot.sandbox.control.clearRequests();
    const person = bot.teams.person({ ...bot.person('operator'), tenantId: otherTenant });
    const { status, body } = await bot.teams.click(person, message, 'Next ▶');
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain('another organisation');

    const place = bot.teams.conversation({ kind: 'personal', members: [person] });
    for (const sent of await bot.teams.install(person, place)) expect(sent.status).toBe(200);
    // An answer to this comes after a welcome would have come.
    await bot.teams.say(person, place, 'hi');
    await bot.teams.until(() => bot.teams.messages(place).length > 0);
    expect(bot.teams.messages(place).map(textOf).join()).not.toContain('👋');
    expect(bot.sandbox.requests).toEqual([]);
  });

  it('is refused in a chat that belongs to two organisations', async () => {
    const place = bot.teams.conversation({
      kind: 'groupChat',
      members: [bot.person('operator')],
      tenantId: otherTenant,
    });
    const { text } = await bot.ask('operator', 'hubs', { place });
    expect(text).toContain('another organisation');
    expect(bot.sandbox.requests).toEqual([]);
  });
});
