import { guidFrom, hashOf } from './random.ts';
import type { HubRecord, HubSku, SentinelRecord, SolutionRecord, WorkspaceRecord } from './records.ts';
import type { Story } from './story.ts';
import type { Places } from './story-places.ts';
import { groupId } from './story-places.ts';

type StoryWorkspace = Story['workspaces'][number];
type StoryHub = Story['hubs'][number];
type StorySolution = Story['solutions'][number];

const tiers: Readonly<Record<HubSku['name'], HubSku['tier']>> = {
  F1: 'Free',
  B1: 'Basic',
  S1: 'Standard',
  S2: 'Standard',
  S3: 'Standard',
};

/** A quoted GUID, as Sentinel's etags are. */
function quotedEtag(text: string): string {
  return `"${guidFrom(`etag/${text}`)}"`;
}

/** A workspace as the story tells it. */
export function workspaceRecord(told: StoryWorkspace, places: Places): WorkspaceRecord {
  return {
    id: places.workspaceId(told.name),
    name: told.name,
    subscriptionId: places.subscriptionId(told.subscription),
    resourceGroup: told.resourceGroup,
    location: told.location,
    customerId: told.customerId,
    onboarded: told.sentinel,
  };
}

/** A hub as the story tells it. */
export function hubRecord(story: Story, told: StoryHub, places: Places): HubRecord {
  const id = places.hubId(told.name);
  return {
    id,
    name: told.name,
    subscriptionId: places.subscriptionId(told.subscription),
    resourceGroup: told.resourceGroup,
    location: told.location,
    sku: { name: told.sku, tier: tiers[told.sku], capacity: told.capacity },
    state: told.state,
    provisioningState: told.provisioningState,
    etag: Buffer.from(guidFrom(`${story.seed}/${id}`).slice(0, 8)).toString('base64'),
    createdAt: new Date(Date.UTC(2022, 0, 1) + (hashOf(id) % 900) * 86_400_000).toISOString(),
    alertsPerDay: told.alertsPerDay,
    devices: told.devices,
  };
}

/** A Defender solution as the story tells it. */
export function solutionRecord(story: Story, told: StorySolution, places: Places): SolutionRecord {
  const subscriptionId = places.subscriptionId(told.subscription);
  const id = `${groupId(subscriptionId, told.resourceGroup)}/providers/Microsoft.Security/iotSecuritySolutions/${told.name}`;
  const at = new Date(Date.UTC(2023, 0, 1) + (hashOf(id) % 600) * 86_400_000).toISOString();
  const by = `setup@${story.tenant.domain}`;
  return {
    id,
    name: told.name,
    subscriptionId,
    resourceGroup: told.resourceGroup,
    location: told.location,
    tags: {},
    status: told.status,
    iotHubs: told.hubs.map((name) => inAnyCase(places.hubId(name))),
    properties: { displayName: told.name },
    createdAt: at,
    createdBy: by,
    modifiedAt: at,
    modifiedBy: by,
  };
}

/** Services write ids in their own casing: every third hub id is stored in lower case. */
function inAnyCase(id: string): string {
  return hashOf(id) % 3 === 0 ? id.toLowerCase() : id;
}

/** The data connectors of a workspace. */
export function connectorsOf(story: Story, told: StoryWorkspace, places: Places): SentinelRecord[] {
  const workspaceId = places.workspaceId(told.name);
  return told.connectors.map(({ kind, subscription, properties }, index) => {
    const name = guidFrom(`${story.seed}/connector/${told.name}/${index}`);
    const id = `${workspaceId}/providers/Microsoft.SecurityInsights/dataConnectors/${name}`;
    const own = subscription
      ? {
          subscriptionId: places.subscriptionId(subscription),
          dataTypes: { alerts: { state: 'Enabled' } },
        }
      : {};
    return { id, name, kind, etag: quotedEtag(id), workspaceId, properties: { ...own, ...properties } };
  });
}

/** The alert rules of a workspace. */
export function rulesOf(story: Story, told: StoryWorkspace, places: Places): SentinelRecord[] {
  const workspaceId = places.workspaceId(told.name);
  return told.rules.map(({ kind, properties }, index) => {
    const name = guidFrom(`${story.seed}/rule/${told.name}/${index}`);
    const id = `${workspaceId}/providers/Microsoft.SecurityInsights/alertRules/${name}`;
    const lastModifiedUtc = new Date(Date.UTC(2024, 2, 1 + index)).toISOString();
    return {
      id,
      name,
      kind,
      etag: quotedEtag(id),
      workspaceId,
      properties: { ...properties, lastModifiedUtc },
    };
  });
}
