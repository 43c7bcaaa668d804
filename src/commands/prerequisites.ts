import { missingRights } from '../access/authorize.ts';
import { explain } from '../azure/explain.ts';
import { resourceGroupId } from '../domain/arm-id.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { Rights } from '../domain/grant.ts';
import { type Hub, hasOtherTier } from '../domain/hub.ts';
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

/** What a subject may do at a scope, or why that could not be read. */
export type HeldRights = Rights | AzureError;

/** The rights of one subject around a hub. */
export interface RightsAroundHub {
  hub: HeldRights;
  resourceGroup: HeldRights;
  /** Only for the person: Sentinel itself tells whether the bot's identity suffices there. */
  subscription?: HeldRights;
}

/** Sentinel's answer to "can this subscription be connected". */
export interface Requirements {
  authorization: 'Valid' | 'Invalid' | 'Unknown';
  license: 'Valid' | 'Invalid' | 'Unknown';
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
// Microsoft's page on the connector asks for "Contributor permissions to the subscription of your IoT hub". The
// action stands for the role: no role below Contributor has it on a whole subscription.
const subscriptionWish: Wish = {
  title: 'Subscription of the hub: Contributor',
  actions: ['Microsoft.Resources/subscriptions/resourceGroups/write'],
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

/** What one subject needs on a workspace. `several`: there is more than one, so each title names its own. Pure. */
export function onWorkspace(
  subject: PrerequisiteSubject,
  { name }: Workspace,
  held: HeldRights,
  several: boolean,
): Prerequisite[] {
  const connectors = several ? connectorWish.title.replace(':', ` of ${name}:`) : connectorWish.title;
  const where = `workspace ${name}`;
  return [
    judge(subject, { ...workspaceWish, title: workspaceWish.title.replace(':', ` ${name}:`) }, held, where),
    judge(subject, { ...connectorWish, title: connectors }, held, where),
  ];
}

/** What one subject needs around a hub, whatever the workspace. Pure. */
export function aroundHub(subject: PrerequisiteSubject, hub: Hub, rights: RightsAroundHub): Prerequisite[] {
  const { subscription } = rights;
  return [
    defenderState(subject, hub, rights.resourceGroup),
    judge(subject, hubWish, rights.hub, `hub ${hub.name}`),
    judge(subject, groupWish, rights.resourceGroup, `resource group ${hub.resourceGroup}`),
    ...(subscription
      ? [judge(subject, subscriptionWish, subscription, `subscription ${hub.subscriptionName}`)]
      : []),
  ];
}

function judge(subject: PrerequisiteSubject, wish: Wish, held: HeldRights, where: string): Prerequisite {
  const { title, actions, role, needed } = wish;
  const about = { subject, title, needed };
  if (held instanceof AzureError) {
    return {
      ...about,
      result: 'unknown',
      missing: [],
      detail: `The roles could not be read: ${explain(held)}`,
    };
  }
  const missing = missingRights(held, actions, role);
  if (missing.length === 0) return { ...about, result: 'pass', missing, detail: `Allowed on ${where}.` };
  const comfort = needed ? '' : ' The guide lists it; connecting works without it.';
  return { ...about, result: 'fail', missing, detail: `Not allowed on ${where}.${comfort}` };
}

function defenderState(subject: PrerequisiteSubject, hub: Hub, held: HeldRights): Prerequisite {
  const { title, actions, role, needed } = enableWish;
  const about = { subject, title, needed };
  if (hub.defender === 'on') return { ...about, result: 'pass', missing: [], detail: 'It is on.' };
  if (hub.defender === 'unknown') {
    return { ...about, result: 'unknown', missing: [], detail: 'Its state could not be read.' };
  }
  const tier = hasOtherTier(hub) ? ` The hub's tier is ${hub.tier}; it needs Standard.` : '';
  const known = held instanceof AzureError ? undefined : missingRights(held, actions, role);
  const who = subject === 'you' ? 'You' : 'Hubwatch';
  const may = known ? ` ${who} ${known.length === 0 ? 'may' : 'may not'} enable it.` : '';
  return { ...about, result: 'fail', missing: known ?? [], detail: `It is off.${may}${tier}` };
}

/** Sentinel's own answer for a workspace, as prerequisites; `several` as in `onWorkspace`. Pure. */
export function sentinelRequirements(
  answer: Requirements | AzureError,
  { name }: Workspace,
  several: boolean,
): Prerequisite[] {
  const results = { Valid: 'pass', Invalid: 'fail', Unknown: 'unknown' } as const;
  const silent =
    answer instanceof AzureError ? `Sentinel did not say: ${explain(answer)}` : 'Sentinel did not say.';
  const said: Requirements =
    answer instanceof AzureError ? { authorization: 'Unknown', license: 'Unknown' } : answer;
  const one = (title: string, state: keyof typeof results, cure: string): Prerequisite => {
    const details = { Valid: 'Sentinel accepts it.', Invalid: cure, Unknown: silent };
    return {
      subject: 'sentinel',
      title: several ? `${title} (${name})` : title,
      needed: true,
      result: results[state],
      missing: [],
      detail: details[state],
    };
  };
  return [
    one(
      "Authorization for the hub's subscription",
      said.authorization,
      "Sentinel refuses the bot's identity. It needs the role Contributor on the subscription.",
    ),
    one(
      'Licence of Defender for IoT',
      said.license,
      'Sentinel finds no Defender for IoT in the subscription. Enable it on a hub first.',
    ),
  ];
}
