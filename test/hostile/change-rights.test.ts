import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../sandbox/connector/chat.ts';
import { anApproversChannel, aWatchedBot } from '../support/a-watched-bot.ts';
import { atEntry } from '../support/at-the-moment.ts';

/*
 * Who may change what: the same as Azure would let them do in the portal. What each command needs is written out here
 * once more, and the pretend Azure's own judgement says who holds it.
 */

const { bot, flow, inside } = await aWatchedBot();
const approvers = await anApproversChannel(
  bot,
  bot.sandbox.people.map(({ key }) => bot.person(key)),
);
const workspaceId = [...bot.sandbox.world.workspaces.values()][0]?.id ?? '';
beforeEach(() => {
  bot.forget('roles too');
  bot.sandbox.control.clearRequests();
});

const fields = '18df83b9-365c-4272-a198-eb01bd5f134e';
const penang = '301e5590-ec4f-406b-abff-9a612b1fb40b';
const sentinelReader = 'Microsoft Sentinel Reader';
const sentinelContributor = 'Microsoft Sentinel Contributor';
const onWorkspace = () => workspaceId;
const subscription = (id: string) => () => `/subscriptions/${id}`;
const solutionGroup = () => `/subscriptions/${fields}/resourceGroups/rg-fld-iot`;

/** Actions that are all needed at one scope. */
interface Need {
  at: () => string;
  role: string;
  actions: readonly string[];
}
const seeHubs: Need = {
  at: onWorkspace,
  role: sentinelReader,
  actions: ['Microsoft.SecurityInsights/dataConnectors/read'],
};
const seeRules: Need = {
  at: onWorkspace,
  role: sentinelReader,
  actions: ['Microsoft.SecurityInsights/alertRules/read'],
};
const changeRules: Need = {
  at: onWorkspace,
  role: sentinelContributor,
  actions: ['Microsoft.SecurityInsights/alertRules/read', 'Microsoft.SecurityInsights/alertRules/write'],
};
const enableDefender: Need = {
  at: solutionGroup,
  role: 'Security Admin',
  actions: ['Microsoft.Security/iotSecuritySolutions/read', 'Microsoft.Security/iotSecuritySolutions/write'],
};
const contribute = (id: string): Need => ({
  at: subscription(id),
  role: 'Contributor',
  actions: ['Microsoft.Resources/subscriptions/resourceGroups/write'],
});
const connectors = (verb: 'write' | 'delete'): Need => ({
  at: onWorkspace,
  role: sentinelContributor,
  actions: [
    'Microsoft.SecurityInsights/dataConnectors/read',
    `Microsoft.SecurityInsights/dataConnectors/${verb}`,
  ],
});

interface Command {
  words: string;
  /** To see what the command is about, before anything is planned. */
  gate: readonly Need[];
  needs: readonly Need[];
  /** What is shown to who may. */
  shows: RegExp;
}
const commands: Record<string, Command> = {
  connect: {
    words: 'connect Contoso Field Services',
    gate: [seeHubs],
    needs: [connectors('write'), contribute(fields)],
    shows: /Preview, nothing is changed yet.*\[ Connect \]/,
  },
  disconnect: {
    words: 'disconnect Contoso Plant Penang',
    gate: [seeHubs],
    needs: [connectors('delete'), contribute(penang)],
    shows: /Preview, nothing is changed yet.*\[ Ask for approval \]/,
  },
  enable: {
    words: 'enable ctso-fld-windfarm',
    gate: [seeHubs],
    needs: [enableDefender],
    shows: /Preview, nothing is changed yet.*\[ Ask for approval \]/,
  },
  'incidents on': {
    words: 'incidents on high',
    gate: [seeRules],
    needs: [changeRules],
    shows: /Preview, nothing is changed yet.*\[ Turn on \]/,
  },
  'incidents off': {
    words: 'incidents off',
    gate: [seeRules],
    needs: [changeRules],
    shows: /Preview, nothing is changed yet.*\[ Turn off \]/,
  },
  'approvals here': {
    words: 'approvals here',
    gate: [seeHubs],
    needs: [
      {
        at: onWorkspace,
        role: sentinelContributor,
        actions: [
          'Microsoft.SecurityInsights/dataConnectors/write',
          'Microsoft.SecurityInsights/dataConnectors/delete',
        ],
      },
    ],
    shows: /Approvals come here/,
  },
  decide: { words: '', gate: [], needs: [enableDefender], shows: /^Declined/ },
};
const people = ['operator', 'reader', 'denied', 'groupie', 'plant-only', 'stranger', 'guest'];
const denial = 'Connectors are changed by the platform team';

/** What somebody lacks of this, as Azure judges. */
function lacking(key: string, needs: readonly Need[]) {
  const { objectId } = bot.person(key);
  return needs.flatMap(({ at, role, actions }) =>
    actions
      .filter((action) => !bot.sandbox.world.access.allows(objectId, action, at()))
      .map((action) => ({ action, at: at(), role })),
  );
}

/** A refusal that names what is missing, where, and what to ask for; and nothing that is not missing. */
function expectMissing(text: string, missing: ReturnType<typeof lacking>): void {
  expect(text).toMatch(/You lack a right/);
  for (const { action, at, role } of missing) {
    expect(text).toContain(action);
    expect(text.toLowerCase()).toContain(at.toLowerCase());
    // A deny assignment is lifted by no role.
    expect(text).toContain(text.includes(denial) && action.includes('/dataConnectors/') ? denial : role);
  }
  const named = [...text.matchAll(/Microsoft\.\w+(?:\/\w+)+\/(?:read|write|delete)\b/g)].map(
    ([action]) => action,
  );
  expect(new Set(named)).toEqual(new Set(missing.map(({ action }) => action)));
}

/** What is left of a command that Azure does not refuse. */
async function ask(command: string, who: string, request: () => Promise<ChatMessage>): Promise<string> {
  if (command === 'decide') return flow.click(who, await request(), 'Decline');
  return (await bot.ask(who, commands[command]?.words ?? '')).text;
}

describe('rights, as Azure would decide', () => {
  let open: ChatMessage | undefined;
  /** A request of somebody who is not in the table; a new one when the last was decided. */
  async function request(): Promise<ChatMessage> {
    const [state] = (await inside.changes())
      .filter(({ kind }) => kind === 'enable')
      .map((change) => change.state)
      .slice(-1);
    if (open && state === 'asked') return open;
    const { message } = await flow.askAlone('enable ctso-fld-windfarm', 'approver');
    open = await flow.askApproval(message, approvers, 'approver');
    return open;
  }

  const cases = Object.keys(commands).flatMap((command) => people.map((who) => ({ command, who })));
  it.each(cases)('$command by $who', async ({ command, who }) => {
    const { gate = [], needs = [], shows = /^$/ } = commands[command] ?? {};
    const rules = bot.sandbox.world.rules.all();
    if (command === 'incidents off' && !rules.some(({ properties }) => properties.displayName === 'Plant'))
      bot.sandbox.control.portal.addRule({ displayName: 'Plant' });
    const place = await inside.ask('select conversation from hubwatch.approval_places');
    const before = await inside.refusals();
    const text = await ask(command, who, request);
    const refused = (await inside.refusals()).slice(before.length);

    const missingAtGate = lacking(who, gate);
    const missing = missingAtGate.length > 0 ? missingAtGate : lacking(who, needs);
    const isGuest = who === 'guest';
    expect(flow.writes()).toEqual([]);
    if (missing.length === 0 && !isGuest) {
      expect(text).toMatch(shows);
      expect(refused).toEqual([]);
      if (command === 'approvals here') await bot.ask('approver', 'approvals here', { place: approvers });
      return;
    }
    if (isGuest) expect(text).toMatch(/Members only.*Guests of the organisation cannot change anything here/);
    else expectMissing(text, missing);
    // A refused decision stands beside the other entries of its request.
    const what = command === 'decide' ? 'enable' : command;
    expect(refused.map((one) => ({ what: one.what, actor: one.actor }))).toEqual([
      { what, actor: bot.person(who).objectId },
    ]);
    expect(await inside.ask('select conversation from hubwatch.approval_places')).toEqual(place);
  });

  it('was no table of one column: each command has people on both sides', () => {
    for (const { gate, needs } of Object.values(commands)) {
      const may = people.filter((who) => lacking(who, [...gate, ...needs]).length === 0);
      expect(may.length).toBeGreaterThanOrEqual(3);
      expect(may.length).toBeLessThanOrEqual(people.length - 2);
    }
  });
});

describe('somebody who is not in the conversation', () => {
  it.each(Object.keys(commands).filter((command) => command !== 'decide'))(
    'is refused %s there, with all rights',
    async (command) => {
      const place = bot.teams.conversation({
        kind: 'groupChat',
        name: 'Others',
        members: [bot.person('operator')],
      });
      const before = (await inside.refusals()).length;
      const { text } = await bot.ask('groupie', commands[command]?.words ?? '', { place });
      expect(text).toMatch(/Members only.*People who are not in this conversation cannot change anything/);
      expect(await inside.refusals()).toHaveLength(before + 1);
      expect(flow.writes()).toEqual([]);
    },
  );

  it('is refused to decide, and so is a member who came under the name of somebody else', async () => {
    const place = bot.teams.conversation({ kind: 'channel', name: 'Few', members: [bot.person('approver')] });
    await bot.ask('approver', 'approvals here', { place });
    const { message } = await flow.askAlone('enable ctso-fld-windfarm');
    const card = await flow.askApproval(message, place);
    expect(await flow.click('groupie', card, 'Approve')).toMatch(/People who are not in this conversation/);
    const mixed = { ...bot.person('groupie'), teamsUserId: bot.person('approver').teamsUserId };
    expect(flow.note(await bot.teams.click(mixed, card, 'Approve'))).toMatch(/Members only/);
    expect(flow.writes()).toEqual([]);
    await bot.ask('approver', 'approvals here', { place: approvers });
  });
});

describe('a role assignment', () => {
  it('with a condition does not count for what changes something', async () => {
    const { grant, revoke } = bot.sandbox.control.portal;
    const condition = "@Resource[Microsoft.SecurityInsights/x] StringEquals 'y'";
    grant('stranger', sentinelContributor, 'workspace-group', condition);
    grant('stranger', 'Contributor', `subscription:${fields}`, condition);
    try {
      for (const command of ['connect', 'enable', 'incidents on', 'approvals here']) {
        const { words = '', needs = [] } = commands[command] ?? {};
        const { text } = await bot.ask('stranger', words);
        expect(lacking('stranger', needs).every(({ action }) => /\/(write|delete)$/.test(action))).toBe(true);
        expectMissing(text, lacking('stranger', needs));
      }
      expect(flow.writes()).toEqual([]);
    } finally {
      revoke('stranger', sentinelContributor, 'workspace-group');
      revoke('stranger', 'Contributor', `subscription:${fields}`);
    }
  });

  it('counts a moment after it was made, and no more a moment after it was taken', async () => {
    const { grant, revoke } = bot.sandbox.control.portal;
    const refused = async () =>
      expect((await bot.ask('reader', 'connect Contoso Field Services')).text).toMatch(/lack a right/);
    await refused();
    grant('reader', sentinelContributor, 'workspace');
    await refused();
    grant('reader', 'Contributor', `subscription:${fields}`);
    const { message, text } = await bot.ask('reader', 'connect Contoso Field Services');
    expect(text).toMatch(/\[ Connect \]/);
    revoke('reader', 'Contributor', `subscription:${fields}`);
    await refused();
    expect(await flow.click('reader', message, 'Connect')).toMatch(
      /lack a right.*Microsoft\.Resources\/subscriptions\/resourceGroups\/write on \/subscriptions\/18df83b9.*Contributor/,
    );
    grant('reader', 'Contributor', `subscription:${fields}`);
    revoke('reader', sentinelContributor, 'workspace');
    expect(await flow.click('reader', message, 'Connect')).toMatch(
      /dataConnectors\/write on .*Microsoft Sentinel Contributor/,
    );
    revoke('reader', 'Contributor', `subscription:${fields}`);
    expect(flow.writes()).toEqual([]);
  });

  it('is taken back by a new deny assignment at once, which is named', async () => {
    const { deny, undeny } = bot.sandbox.control.portal;
    const { message } = await bot.ask('operator', 'connect Contoso Field Services');
    deny({
      name: 'Freeze',
      who: 'operator',
      scope: 'workspace',
      actions: ['Microsoft.SecurityInsights/dataConnectors/write'],
    });
    expect(await flow.click('operator', message, 'Connect')).toMatch(/dataConnectors\/write.*Freeze/);
    undeny('Freeze');
    deny({ name: 'Freeze all', who: 'everyone', scope: 'workspace', actions: ['*/write'] });
    expect(await flow.click('operator', message, 'Connect')).toMatch(/dataConnectors\/write.*Freeze all/);
    undeny('Freeze all');
    expect(flow.writes()).toEqual([]);
  });
});

describe('a role that is taken between click and execution', () => {
  const story: [command: string, role: string, scope: string, button: string, action: string][] = [
    [
      'connect',
      sentinelContributor,
      'workspace-group',
      'Connect',
      'Microsoft.SecurityInsights/dataConnectors/read',
    ],
    [
      'connect',
      'Contributor',
      `subscription:${fields}`,
      'Connect',
      'Microsoft.Resources/subscriptions/resourceGroups/write',
    ],
    [
      'disconnect',
      'Contributor',
      `subscription:${penang}`,
      'Ask for approval',
      'Microsoft.Resources/subscriptions/resourceGroups/write',
    ],
    [
      'enable',
      'Contributor',
      `subscription:${fields}`,
      'Ask for approval',
      'Microsoft.Security/iotSecuritySolutions/read',
    ],
    [
      'incidents on',
      sentinelContributor,
      'workspace-group',
      'Turn on',
      'Microsoft.SecurityInsights/alertRules/read',
    ],
    [
      'incidents off',
      sentinelContributor,
      'workspace-group',
      'Turn off',
      'Microsoft.SecurityInsights/alertRules/read',
    ],
  ];
  it.each(story)(
    '%s without %s on %s: fails, names what is missing, writes nothing',
    async (command, role, scope, button, action) => {
      const { grant, revoke, removeRule, addRule } = bot.sandbox.control.portal;
      if (bot.sandbox.world.rules.all().some(({ properties }) => properties.displayName === 'Plant'))
        removeRule('Plant');
      if (command === 'incidents off') addRule({ displayName: 'Plant' });
      const { words = '', needs = [] } = commands[command] ?? {};
      const { message } = await flow.askAlone(words);
      const take = () => void expect(revoke('operator', role, scope)).toBe(1);
      try {
        if (button === 'Ask for approval') {
          const card = await flow.askApproval(message, approvers);
          atEntry(bot, 'approved', take);
          expect(await flow.click('approver', card, 'Approve')).toMatch(/^Approved/);
        } else {
          atEntry(bot, 'asked', take);
          expect(await flow.click('operator', message, button)).toMatch(/^On it/);
        }
        const text = await flow.shows(message, /❌ Failed/);
        const [first] = lacking('operator', needs);
        expect(first?.action).toBe(action);
        expect(text).toContain(`Olivia Bakker does not have the right for this any more: ${action}`);
        expect(text.toLowerCase()).toContain(` on ${String(first?.at).toLowerCase()}`);
        expect(text).toContain('Nothing was changed');
        expect(flow.writes()).toEqual([]);
      } finally {
        grant('operator', role, scope);
      }
    },
  );
});
