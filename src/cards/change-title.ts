import type { ChangeKind } from '../domain/change.ts';
import type { ChangePlan, ConnectionItem, EnablePlan, IncidentsPlan } from '../domain/change-plan.ts';
import { isSeveritiesOnly } from './change-stage.ts';
import { plain } from './text.ts';
import { count } from './times.ts';

/** What a change does, in a few words: `Connect Contoso Field Services to Microsoft Sentinel`. */
export function changeTitle(plan: ChangePlan): string {
  switch (plan.kind) {
    case 'connect':
      return `Connect ${subscriptions(plan.items)} to Microsoft Sentinel`;
    case 'disconnect':
      return `Disconnect ${subscriptions(plan.items)} from Microsoft Sentinel`;
    case 'enable':
      return `Enable Defender for IoT on ${hubs(plan)}`;
    case 'incidents on':
      return isSeveritiesOnly(plan)
        ? `Change which alerts make incidents in ${workspaces(plan)}`
        : `Turn on incidents in ${workspaces(plan)}`;
    case 'incidents off':
      return `Turn off incidents in ${workspaces(plan)}`;
  }
}

/** What a change is about, as the heading of its card. */
export const changeHeadings: Readonly<Record<ChangeKind, string>> = {
  connect: 'Sentinel connection',
  disconnect: 'Sentinel connection',
  enable: 'Defender for IoT',
  'incidents on': 'Sentinel incidents',
  'incidents off': 'Sentinel incidents',
};

// What is as wanted already is not part of what is done, unless nothing else is left to name.
function subscriptions(items: readonly ConnectionItem[]): string {
  const changed = items.filter(({ step }) => step !== 'nothing');
  const meant = changed.length > 0 ? changed : items;
  const names = new Map(meant.map((item) => [item.subscriptionId, item.subscriptionName]));
  return oneOr([...names.values()], 'subscription');
}

function hubs({ items }: EnablePlan): string {
  return oneOr(
    items.map(({ hub }) => hub.name),
    'hub',
  );
}

function workspaces({ items }: IncidentsPlan): string {
  const names = new Map(items.map(({ workspace }) => [workspace.id, workspace.name]));
  return oneOr([...names.values()], 'workspace');
}

function oneOr(names: readonly string[], noun: string): string {
  const [only, ...more] = names;
  return only === undefined || more.length > 0 ? count(names.length, noun) : plain(only, 80);
}
