import type { World } from '../../sandbox/world/world.ts';

/** A change from its request to its end, and what must be true then. */
export interface Story {
  key: string;
  title: string;
  /** What the requester types. */
  words: string;
  /** The button of the preview that goes on. */
  confirm: string;
  /** From which click on the bot may be killed: the requester's, or the approver's. */
  from: 'confirm' | 'approve';
  /** Kills at every point that differs from the next one, or only at every n-th of those. */
  step: number;
  /** What must have reached Azure in the end, once each: routes. */
  writes: readonly string[];
  /** What every card says in the end. */
  ends: RegExp;
  /** What the approvers' cards say in the end, when that is something else. */
  approversSee?: RegExp;
  /** How many messages there are in the end: in the requester's chat, and cards for the approvers. */
  messages: { requester: number; approvers: number };
  /** Is Azure as the cards say? */
  isTrue(world: World): boolean;
}

const hub = 'ctso-fld-windfarm';

/** All of them. */
export const stories: readonly Story[] = [
  {
    key: 'A',
    title: 'connect, from the click on Connect',
    words: 'connect Contoso Field Services',
    confirm: 'Connect',
    from: 'confirm',
    step: 1,
    writes: ['dataConnectors.put'],
    ends: /✅ Connected, confirmed by Azure/,
    messages: { requester: 1, approvers: 0 },
    isTrue: (world) => connectors(world, 'Contoso Field Services') === 1 && !hasDefender(world),
  },
  {
    key: 'B',
    title: 'enable, from the click on Approve',
    words: `enable ${hub}`,
    confirm: 'Ask for approval',
    from: 'approve',
    step: 1,
    writes: ['iotSecuritySolutions.put'],
    ends: /✅ Defender enabled, confirmed by Azure/,
    messages: { requester: 2, approvers: 1 },
    isTrue: (world) => hasDefender(world) && connectors(world, 'Contoso Field Services') === 0,
  },
  {
    key: 'C',
    title: 'enable and connect, from the click on Request enabling',
    words: `connect ${hub}`,
    confirm: 'Request enabling',
    from: 'confirm',
    step: 3,
    writes: ['iotSecuritySolutions.put', 'dataConnectors.put'],
    ends: /✅ Connected, confirmed by Azure/,
    approversSee: /✅ Defender enabled, confirmed by Azure/,
    messages: { requester: 2, approvers: 1 },
    isTrue: (world) => hasDefender(world) && connectors(world, 'Contoso Field Services') === 1,
  },
  {
    key: 'D',
    title: 'disconnect two subscriptions, from the click on Ask for approval',
    words: 'disconnect Contoso Plant Rotterdam, Contoso Plant Monterrey',
    confirm: 'Ask for approval',
    from: 'confirm',
    step: 10,
    writes: ['dataConnectors.delete', 'dataConnectors.delete'],
    ends: /✅ Disconnected, confirmed by Azure/,
    messages: { requester: 2, approvers: 1 },
    isTrue: (world) =>
      connectors(world, 'Contoso Plant Rotterdam') + connectors(world, 'Contoso Plant Monterrey') === 0,
  },
  {
    key: 'E',
    title: 'incidents on, from the click on Turn on',
    words: 'incidents on high medium',
    confirm: 'Turn on',
    from: 'confirm',
    step: 6,
    writes: ['alertRules.put'],
    ends: /✅ Incidents turned on, confirmed by Azure/,
    messages: { requester: 1, approvers: 0 },
    isTrue: (world) => rules(world) === 1,
  },
];

function connectors(world: World, subscriptionName: string): number {
  return world.connectors.all().filter(({ kind, properties }) => {
    const subscription = world.subscriptions.get(String(properties.subscriptionId).toLowerCase());
    return kind === 'IOT' && subscription?.name === subscriptionName;
  }).length;
}

function hasDefender(world: World): boolean {
  return world.solutions
    .all()
    .some(({ status, iotHubs }) => status === 'Enabled' && iotHubs.some((id) => id.endsWith(`/${hub}`)));
}

function rules(world: World): number {
  return world.rules
    .all()
    .filter(
      ({ properties }) =>
        properties.productFilter === 'Azure Security Center for IoT' && properties.enabled === true,
    ).length;
}
