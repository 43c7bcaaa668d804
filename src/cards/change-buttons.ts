import type { Change } from '../domain/change.ts';
import type { ChangePlan, ConnectPlan, DisconnectPlan, IncidentsPlan } from '../domain/change-plan.ts';
import { button, type CardAction, linkButton } from './buttons.ts';
import { isNothing, isSeveritiesOnly } from './change-stage.ts';
import type { ChangeView } from './change-view.ts';

type Button = CardAction | undefined;

const termsUrl = 'https://azure.microsoft.com/support/legal/preview-supplemental-terms/';
const note = { place: 'note' } as const;
const chat = { place: 'chat' } as const;
// A button carries at most this many values in a list (`src/bot/parse-card-action.ts`).
const mostTargets = 50;

/** What can be done with a change in its state, by who asked or by who decides. */
export function changeButtons(view: ChangeView): Button[] {
  const { change, audience } = view;
  if (audience === 'approver') return approverButtons(change);
  switch (change.state) {
    case 'previewed':
      return isNothing(change.plan) ? nothingButtons(view) : previewButtons(view);
    case 'asked':
    case 'waiting':
      return [button('Withdraw', 'cancel', { change: change.id }, note)];
    case 'done':
      return afterwards(view);
    case 'accepted':
      return [portalLink(view)];
    case 'failed':
    case 'unknown':
      return [...againButtons(view), portalLink(view)];
    case 'declined':
    case 'expired':
    case 'cancelled':
      return againButtons(view);
    case 'approved':
    case 'running':
    case 'outdated':
      return [];
  }
}

function approverButtons({ id, state }: Change): Button[] {
  if (state !== 'asked') return [];
  return [
    button('Approve', 'decide', { change: id, decision: 'approve' }, { ...note, style: 'positive' }),
    button('Decline', 'decide', { change: id, decision: 'decline' }, note),
  ];
}

function previewButtons(view: ChangeView): Button[] {
  const { change } = view;
  const { plan } = change;
  const enabling = enablingButton(view, 'Enable and connect');
  const takesAway = plan.kind === 'disconnect' || plan.kind === 'incidents off';
  const confirm = change.needsApproval ? 'Ask for approval' : confirmWord(plan);
  // What is best comes first and is the only one in colour.
  const style = takesAway ? 'destructive' : enabling ? undefined : 'positive';
  return [
    enabling,
    button(
      enabling ? 'Connect without it' : confirm,
      'confirm',
      { change: change.id },
      { ...note, ...(style ? { style } : {}) },
    ),
    button('Cancel', 'cancel', { change: change.id }, note),
    plan.kind === 'connect' ? linkButton('Preview terms', termsUrl) : undefined,
  ];
}

function confirmWord(plan: ChangePlan): string {
  switch (plan.kind) {
    case 'connect':
      return 'Connect';
    case 'disconnect':
      return 'Disconnect';
    case 'enable':
      return 'Enable';
    case 'incidents on':
      return isSeveritiesOnly(plan) ? 'Change severities' : 'Turn on';
    case 'incidents off':
      return 'Turn off';
  }
}

function enablingButton({ change, approvals }: ChangeView, ownWord: string): Button {
  if (change.plan.kind !== 'connect' || change.plan.toEnable.length === 0) return undefined;
  const title = approvals === 'required' ? 'Request enabling' : ownWord;
  return button(title, 'request enabling', { change: change.id }, { ...note, style: 'positive' });
}

/** Nothing is left to confirm; what people may have looked for. */
function nothingButtons(view: ChangeView): Button[] {
  return [enablingButton(view, 'Enable Defender'), ...afterwards(view)];
}

/** What people want to see or do next. */
function afterwards(view: ChangeView): Button[] {
  const { plan } = view.change;
  switch (plan.kind) {
    case 'connect':
      return [
        button('Alerts', 'alerts', {}, chat),
        button('Incidents', 'incidents', {}, chat),
        portalLink(view),
      ];
    case 'disconnect':
      return [button('Hubs', 'hubs', {}, chat), portalLink(view)];
    case 'enable':
      return [
        // The connecting that waited for this goes on by itself.
        view.then ? undefined : button('Connect', 'connect', { targets: [plan.subscriptionId] }, chat),
        button('Hubs', 'hubs', {}, chat),
      ];
    case 'incidents on':
    case 'incidents off':
      return [button('Show incidents rule', 'incidents', {}, chat), portalLink(view)];
  }
}

/** Asks once more for what was asked for: Defender that was to be enabled for a connecting is asked for by that one. */
function againButtons({ change, then }: ChangeView): Button[] {
  const { plan } = then ?? change;
  switch (plan.kind) {
    case 'connect':
    case 'disconnect':
      return [button('Ask again', plan.kind, connectionArgs(plan), chat)];
    case 'enable': {
      // The command takes one hub.
      const title = (name: string) => (plan.items.length > 1 ? `Ask again for ${name}` : 'Ask again');
      return plan.items
        .slice(0, 3)
        .map(({ hub }) => button(title(hub.name), 'enable', { hub: hub.id }, chat));
    }
    case 'incidents on':
    case 'incidents off':
      return [button('Ask again', plan.kind, incidentsArgs(plan), chat)];
  }
}

/** Hubs that wait for Defender are named again, so that enabling them is offered again. */
function connectionArgs(plan: ConnectPlan | DisconnectPlan): Record<string, unknown> {
  const hubs = plan.kind === 'connect' ? plan.toEnable : [];
  const subscriptions = plan.items.map(({ subscriptionId }) => subscriptionId);
  return {
    targets: [...new Set([...subscriptions, ...hubs])].slice(0, mostTargets),
    workspace: plan.items[0]?.workspace.name,
  };
}

function incidentsArgs({ items }: IncidentsPlan): Record<string, unknown> {
  const { workspace, severities } = items[0] ?? {};
  const wished = severities === 'all' ? { all: true } : { severities };
  return { ...wished, workspace: workspace?.name };
}

function portalLink({ change, links }: ChangeView): Button {
  switch (change.kind) {
    case 'connect':
    case 'disconnect':
      return linkButton('Sentinel connectors', links.connectors);
    case 'incidents on':
    case 'incidents off':
      return linkButton('Analytics', links.analytics);
    case 'enable':
      return undefined;
  }
}
