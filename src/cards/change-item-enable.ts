import type { EnableItem } from '../domain/change-plan.ts';
import type { ItemOptions, PlannedItem } from './change-item.ts';
import { namesText } from './names-text.ts';
import { plain } from './text.ts';

// Other hubs of a solution; the rest is counted.
const mostOthers = 8;

/** A hub that gets Defender, and what happens to the solution that lists it. */
export function enableItem(item: EnableItem, subscriptionName: string, options: ItemOptions): PlannedItem {
  const { hub, step } = item;
  const place = [subscriptionName, hub.resourceGroup, hub.location];
  return {
    name: options.several ? plain(hub.name, 80) : '',
    place: place
      .map((part) => plain(part, 80))
      .filter(Boolean)
      .join(' · '),
    planned: step === 'nothing' ? '✅ On already' : '',
    lines: options.stage === 'void' || options.failed ? [] : [{ text: solutionText(item, options) }],
  };
}

/** The same in one line. */
export function enableRest(item: EnableItem | undefined): string {
  return item ? `${plain(item.hub.name, 80)} · ${plain(item.hub.resourceGroup, 80)}` : '';
}

function solutionText({ solution, step }: EnableItem, { confirmed }: ItemOptions): string {
  const name = plain(solution.name, 80);
  const others = namesText(solution.otherHubs, mostOthers);
  if (confirmed || step === 'nothing') {
    return `Solution ${name} watches it${others ? `, together with ${others}` : ''}.`;
  }
  switch (step) {
    case 'create':
      return `Creates solution ${name} in resource group ${plain(solution.resourceGroup, 80)}.`;
    case 'add hub':
      return others
        ? `Adds it to solution ${name}, which already watches ${others}; its settings stay.`
        : `Adds it to solution ${name}; its settings stay.`;
    case 'switch on':
      return others
        ? `Switches solution ${name} on, which also switches on: ${others}.`
        : `Switches solution ${name} on; its settings stay.`;
  }
}
