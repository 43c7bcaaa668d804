import type { ResourceGroupRecord, SubscriptionRecord } from './records.ts';
import type { Story } from './story.ts';

/** Where the things of a story live, and how to find them by the story's names. */
export interface Places {
  /** By subscription id, in lower case. */
  subscriptions: ReadonlyMap<string, SubscriptionRecord>;
  /** By ARM id, in lower case. */
  resourceGroups: ReadonlyMap<string, ResourceGroupRecord>;
  /** Subscription id of a story key. Throws RangeError for an unknown key. */
  subscriptionId(key: string): string;
  /** ARM id of a scope in the story's words. Throws RangeError for an unknown name. */
  scopeId(scope: string): string;
  /** ARM id of a hub. Throws RangeError for an unknown name. */
  hubId(name: string): string;
  /** ARM id of a workspace. Throws RangeError for an unknown name. */
  workspaceId(name: string): string;
}

/** ARM id of a resource group. */
export function groupId(subscriptionId: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

/** Collects the subscriptions, resource groups and names of a story. */
export function placesOf(story: Story): Places {
  const byKey = new Map(story.subscriptions.map(({ key, id }) => [key, id]));
  const known = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new RangeError(`The story knows no ${what}.`);
    return value;
  };
  const subscriptionId = (key: string) => known(byKey.get(key), `subscription '${key}'`);

  const resourceGroups = new Map<string, ResourceGroupRecord>();
  for (const { subscription, resourceGroup, location } of [
    ...story.workspaces,
    ...story.hubs,
    ...story.solutions,
  ]) {
    const owner = subscriptionId(subscription);
    const id = groupId(owner, resourceGroup);
    if (!resourceGroups.has(id.toLowerCase()))
      resourceGroups.set(id.toLowerCase(), { id, name: resourceGroup, subscriptionId: owner, location });
  }

  const hubs = new Map(
    story.hubs.map(({ name, subscription, resourceGroup }) => [
      name,
      `${groupId(subscriptionId(subscription), resourceGroup)}/providers/Microsoft.Devices/IotHubs/${name}`,
    ]),
  );
  const workspaces = new Map(
    story.workspaces.map(({ name, subscription, resourceGroup }) => [
      name,
      `${groupId(subscriptionId(subscription), resourceGroup)}/providers/Microsoft.OperationalInsights/workspaces/${name}`,
    ]),
  );
  const hubId = (name: string) => known(hubs.get(name), `hub '${name}'`);
  const workspaceId = (name: string) => known(workspaces.get(name), `workspace '${name}'`);

  const scopeId = (scope: string) => {
    const [kind = '', name = ''] = scope.split(/:(.*)/);
    switch (kind) {
      case 'root':
        return '/';
      case 'subscription':
        return `/subscriptions/${subscriptionId(name)}`;
      case 'group': {
        const [key = '', group = ''] = name.split('/');
        return groupId(subscriptionId(key), group);
      }
      case 'workspace':
        return workspaceId(name);
      case 'workspace-group':
        return workspaceId(name).replace(/\/providers\/.*$/, '');
      case 'hub':
        return hubId(name);
      default:
        throw new RangeError(`The story knows no scope '${scope}'.`);
    }
  };

  return {
    subscriptions: new Map(
      story.subscriptions.map(({ id, name, state }) => [id.toLowerCase(), { id, name, state }]),
    ),
    resourceGroups,
    subscriptionId,
    scopeId,
    hubId,
    workspaceId,
  };
}
