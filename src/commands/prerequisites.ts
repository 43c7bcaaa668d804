import { missingRights } from '../access/authorize.ts';
import { resourceGroupId } from '../domain/arm-id.ts';
import type { Rights } from '../domain/grant.ts';
import type { Hub } from '../domain/hub.ts';
import type { Prerequisite, PrerequisiteSubject } from '../domain/prerequisite.ts';
import type { Workspace } from '../domain/workspace.ts';

/** A right of the guide's list: what is asked, and which role grants it. */
interface Wish {
  title: string;
  actions: readonly string[];
  role: string;
  /** False: listed by the guide, not asked for by Azure. */
  needed: boolean;
}

/** The rights of one subject at the three scopes that matter; undefined where they could not be read. */
export interface SubjectRights {
  workspace: Rights | undefined;
  hub: Rights | undefined;
  resourceGroup: Rights | undefined;
}

// The four prerequisites of Microsoft's guide "Connect your data from Defender for IoT to Microsoft Sentinel",
// as actions of Azure RBAC with the built-in role that grants them with the least else.
const workspaceWish: Wish = {
  title: 'Workspace: read and write',
  actions: [
    'Microsoft.OperationalInsights/workspaces/read',
    'Microsoft.OperationalInsights/workspaces/write',
  ],
  role: 'Log Analytics Contributor',
  // Microsoft Sentinel Contributor connects and does not have it.
  needed: false,
};
// Not on the guide's list, yet what Azure really asks for when the connector is written.
const connectorWish: Wish = {
  title: 'Sentinel data connectors: read and write',
  actions: [
    'Microsoft.SecurityInsights/dataConnectors/read',
    'Microsoft.SecurityInsights/dataConnectors/write',
  ],
  role: 'Microsoft Sentinel Contributor',
  needed: true,
};
const hubWish: Wish = {
  title: 'IoT hub: read and write',
  actions: ['Microsoft.Devices/iotHubs/read', 'Microsoft.Devices/iotHubs/write'],
  role: 'Contributor',
  needed: true,
};
const groupWish: Wish = {
  title: 'Resource group of the hub: read and write',
  actions: [
    'Microsoft.Resources/subscriptions/resourceGroups/read',
    'Microsoft.Resources/subscriptions/resourceGroups/write',
  ],
  role: 'Contributor',
  needed: true,
};
const enableWish: Wish = {
  title: 'Defender for IoT: enabled on the hub',
  actions: ['Microsoft.Security/iotSecuritySolutions/read', 'Microsoft.Security/iotSecuritySolutions/write'],
  role: 'Security Admin',
  needed: true,
};

/** Where a hub's Defender solution is made: the hub's resource group. */
export function groupScope(hub: Hub): string {
  return resourceGroupId(hub.subscriptionId, hub.resourceGroup);
}

/** The guide's prerequisites for one subject, judged by its rights and the hub's state. Pure. */
export function prerequisitesOf(
  subject: PrerequisiteSubject,
  hub: Hub,
  workspace: Workspace,
  rights: SubjectRights,
): Prerequisite[] {
  const at = (wish: Wish, held: Rights | undefined, where: string) => judge(subject, wish, held, where);
  const named = (wish: Wish): Wish => ({ ...wish, title: wish.title.replace(':', ` ${workspace.name}:`) });
  return [
    at(named(workspaceWish), rights.workspace, `workspace ${workspace.name}`),
    at(connectorWish, rights.workspace, `workspace ${workspace.name}`),
    defenderState(subject, hub, rights.resourceGroup),
    at(hubWish, rights.hub, `hub ${hub.name}`),
    at(groupWish, rights.resourceGroup, `resource group ${hub.resourceGroup}`),
  ];
}

function judge(
  subject: PrerequisiteSubject,
  wish: Wish,
  held: Rights | undefined,
  where: string,
): Prerequisite {
  const { title, actions, role, needed } = wish;
  const about = { subject, title, needed };
  if (!held) return { ...about, result: 'unknown', missing: [], detail: 'The roles could not be read.' };
  const missing = missingRights(held, actions, role);
  if (missing.length === 0) return { ...about, result: 'pass', missing, detail: `Allowed on ${where}.` };
  const comfort = needed ? '' : ' The guide lists it; connecting works without it.';
  return { ...about, result: 'fail', missing, detail: `Not allowed on ${where}.${comfort}` };
}

function defenderState(subject: PrerequisiteSubject, hub: Hub, held: Rights | undefined): Prerequisite {
  const { title, actions, role, needed } = enableWish;
  const about = { subject, title, needed };
  if (hub.defender === 'on') return { ...about, result: 'pass', missing: [], detail: 'It is on.' };
  if (hub.defender === 'unknown') {
    return { ...about, result: 'unknown', missing: [], detail: 'Its state could not be read.' };
  }
  const tier =
    hub.tier !== '' && hub.tier !== 'Standard' ? ` The hub's tier is ${hub.tier}; it needs Standard.` : '';
  const missing = held ? missingRights(held, actions, role) : [];
  const may = held
    ? missing.length === 0
      ? 'This identity may enable it.'
      : 'This identity may not enable it.'
    : '';
  return { ...about, result: 'fail', missing, detail: `It is off. ${may}${tier}`.trim() };
}

/** Sentinel's own answer to "can this subscription be connected", as prerequisites. Pure. */
export function sentinelRequirements(
  answer:
    | { authorization: 'Valid' | 'Invalid' | 'Unknown'; license: 'Valid' | 'Invalid' | 'Unknown' }
    | undefined,
): Prerequisite[] {
  const results = { Valid: 'pass', Invalid: 'fail', Unknown: 'unknown' } as const;
  const one = (title: string, state: keyof typeof results, cure: string): Prerequisite => {
    const details = { Valid: 'Sentinel accepts it.', Invalid: cure, Unknown: 'Sentinel did not say.' };
    return {
      subject: 'sentinel',
      title,
      needed: true,
      result: results[state],
      missing: [],
      detail: details[state],
    };
  };
  return [
    one(
      "Authorization for the hub's subscription",
      answer?.authorization ?? 'Unknown',
      "Sentinel refuses the bot's identity. It needs the role Contributor on the subscription.",
    ),
    one(
      'Licence of Defender for IoT',
      answer?.license ?? 'Unknown',
      'Sentinel finds no Defender for IoT in the subscription. Enable it on a hub first.',
    ),
  ];
}
