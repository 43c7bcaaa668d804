import type { Change } from '../domain/change.ts';
import type { ChangePlan, ConnectPlan, DisconnectPlan } from '../domain/change-plan.ts';
import { hasOtherTier } from '../domain/hub.ts';
import type { Line } from './card-data.ts';
import { isNothing, isSeveritiesOnly, stageOf } from './change-stage.ts';
import type { ChangeView } from './change-view.ts';
import { namesText } from './names-text.ts';
import { plain } from './text.ts';
import { count } from './times.ts';

// As many as a reader takes in; the rest is counted.
const mostWarnings = 6;
const mostNames = 6;

const billed = 'Defender for IoT is billed: Microsoft’s prices apply.';

/** What the change does, in a sentence or two, while it can still be thought about; empty afterwards. */
export function changeIntro({ plan, ...change }: Change): string {
  if (stageOf(change) !== 'before' || isNothing(plan)) return '';
  switch (plan.kind) {
    case 'connect':
      return `Microsoft Sentinel then gets the Defender for IoT alerts of ${hubsText(plan)}.`;
    case 'disconnect':
      return `Microsoft Sentinel then gets no new alerts of ${hubsText(plan)}. Alerts that have arrived stay.`;
    case 'enable':
      return `Defender for IoT then watches ${plan.items.length === 1 ? 'this hub' : 'these hubs'}. ${billed}`;
    case 'incidents on':
      return isSeveritiesOnly(plan)
        ? 'From then on these Defender for IoT alerts make incidents.'
        : 'Microsoft Sentinel then makes an incident of each Defender for IoT alert that passes the filters.';
    case 'incidents off':
      return 'Microsoft Sentinel then makes no more incidents of Defender for IoT alerts. Alerts still arrive, and incidents that exist stay.';
  }
}

// With several subscriptions the whole is said once, because a reader does not add up.
function hubsText({ items }: ConnectPlan | DisconnectPlan): string {
  const changed = items.filter(({ step }) => step !== 'nothing');
  const subscriptions = new Set(changed.map(({ subscriptionId }) => subscriptionId)).size;
  const hubs = new Set(changed.flatMap((item) => item.hubs.map(({ id }) => id.toLowerCase()))).size;
  return subscriptions === 1 && items.length === 1
    ? 'these hubs'
    : `${count(hubs, 'hub')} in ${count(subscriptions, 'subscription')}`;
}

/** What stands in the way or may surprise, a line each, while it can still be thought about. */
export function changeWarnings({ change, approvals }: ChangeView): Line[] {
  if (stageOf(change) !== 'before') return [];
  const { plan } = change;
  const all = [
    ...(plan.kind === 'connect' ? [...enablingTexts(plan, approvals, change), ...plan.warnings] : []),
    ...duplicateTexts(plan),
    ...tierTexts(plan),
  ];
  const shown = all.slice(0, mostWarnings).map((text) => ({ text: plain(text, 600) }));
  const rest = all.length - shown.length;
  return rest > 0 ? [...shown, { text: `And ${rest} more.` }] : shown;
}

/** What is good to know: when data shows up, and whose terms apply. */
export function changeNotes(change: Change): Line[] {
  const { plan, state } = change;
  if (plan.kind !== 'connect' || isNothing(plan)) return [];
  if (state === 'done') {
    return [
      {
        text: 'Data shows up about 15 minutes after connecting. A quiet hub sends nothing, and that is normal.',
      },
    ];
  }
  if (stageOf(change) !== 'before') return [];
  return [
    { text: 'Alerts show up about 15 minutes after connecting.' },
    { text: 'This connector is in preview: the preview terms of Azure apply.' },
  ];
}

function enablingTexts(
  { items, toEnable }: ConnectPlan,
  approvals: ChangeView['approvals'],
  { state }: Change,
): string[] {
  if (toEnable.length === 0 || state !== 'previewed') return [];
  const byId = new Map(items.flatMap(({ hubs }) => hubs.map(({ id, name }) => [id.toLowerCase(), name])));
  const names = toEnable.map((id) => byId.get(id.toLowerCase()) ?? id.split('/').at(-1) ?? id);
  const they = names.length === 1 ? 'it sends' : 'they send';
  const off = `Defender is off on ${namesText(names, mostNames)}: ${they} nothing, connected or not.`;
  return [
    approvals === 'required'
      ? `${off} Request enabling asks an approver; the connecting then goes on by itself.`
      : `${off} Enable and connect turns it on first. ${billed}`,
  ];
}

function duplicateTexts(plan: ChangePlan): string[] {
  switch (plan.kind) {
    case 'connect':
    case 'disconnect': {
      const both = plan.items.filter(({ duplicates }) => duplicates);
      if (both.length === 0) return [];
      const names = namesText([...new Set(both.map((item) => item.subscriptionName))], mostNames);
      return [
        plan.kind === 'connect'
          ? `Defender for Cloud is connected for ${names} as well: the same alerts would arrive twice.`
          : `Defender for Cloud stays connected for ${names}: alerts still arrive through it.`,
      ];
    }
    case 'incidents on':
    case 'incidents off': {
      if (plan.duplicates.length === 0) return [];
      const names = namesText(
        plan.duplicates.map((name) => `“${plain(name, 80)}”`),
        mostNames,
      );
      return [
        plan.kind === 'incidents on'
          ? `Other rules make incidents of the same alerts: ${names}. Alerts would get more than one incident.`
          : `Other rules stay on and still make incidents of these alerts: ${names}.`,
      ];
    }
    case 'enable':
      return [];
  }
}

function tierTexts(plan: ChangePlan): string[] {
  if (plan.kind !== 'enable') return [];
  const low = plan.items.map(({ hub }) => hub).filter(hasOtherTier);
  if (low.length === 0) return [];
  const names = namesText(
    low.map(({ name, tier }) => `${name} (${tier})`),
    mostNames,
  );
  return [`Defender for IoT needs the Standard tier: ${names}.`];
}
