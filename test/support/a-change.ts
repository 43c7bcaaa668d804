import type { Change, ChangeState } from '../../src/domain/change.ts';
import type {
  ChangePlan,
  ConnectionItem,
  ConnectPlan,
  DisconnectPlan,
  EnableItem,
  EnablePlan,
  IncidentsItem,
  IncidentsPlan,
  PlannedHub,
  StepResult,
} from '../../src/domain/change-plan.ts';
import type { IncidentRule } from '../../src/domain/incident-rule.ts';
import type { Person } from '../../src/domain/person.ts';
import { aConversation, anActor, aTenantId, aWorkspace } from './a-call.ts';
import { aHub } from './a-hub.ts';

/** Subscription of the changes that builders make. */
export const fieldServices = '18df83b9-365c-4272-a198-eb01bd5f134e';

/** Somebody; Ada, who asks, unless told otherwise. */
export function aPerson(over: Partial<Person> = {}): Person {
  const { tenantId, objectId, name } = anActor();
  return { tenantId, objectId, name, ...over };
}

/** Who decides. */
export const arjun: Person = {
  tenantId: aTenantId,
  objectId: '77777777-7777-4777-8777-777777777777',
  name: 'Arjun Mehta',
};

/** A hub in a plan, with Defender on; override what matters. */
export function aPlannedHub(over: Partial<PlannedHub> = {}): PlannedHub {
  const name = over.name ?? 'ctso-fld-elevators';
  const { id } = aHub({ name, subscriptionId: fieldServices, resourceGroup: 'rg-fld-iot' });
  return { id, name, defender: 'on', tier: 'Standard', ...over };
}

/** The two hubs of Contoso Field Services: one of them has Defender off. */
export const fieldHubs: readonly PlannedHub[] = [
  aPlannedHub(),
  aPlannedHub({ name: 'ctso-fld-windfarm', defender: 'off' }),
];

/** Contoso Field Services, not connected yet; override what matters. */
export function aConnectionItem(over: Partial<ConnectionItem> = {}): ConnectionItem {
  return {
    workspace: aWorkspace(),
    subscriptionId: fieldServices,
    subscriptionName: 'Contoso Field Services',
    hubs: fieldHubs,
    connectors: [],
    duplicates: false,
    step: 'create',
    ...over,
  };
}

/** Connects Contoso Field Services; override what matters. */
export function aConnectPlan(over: Partial<ConnectPlan> = {}): ConnectPlan {
  return { kind: 'connect', items: [aConnectionItem()], toEnable: [], warnings: [], ...over };
}

/** Disconnects Contoso Field Services; override what matters. */
export function aDisconnectPlan(over: Partial<DisconnectPlan> = {}): DisconnectPlan {
  const connectors = [{ name: 'iot-field', etag: '"1"', enabled: true }];
  return { kind: 'disconnect', items: [aConnectionItem({ connectors, step: 'remove' })], ...over };
}

/** Adds the wind farm to a solution that watches two other hubs; override what matters. */
export function anEnableItem(over: Partial<EnableItem> = {}): EnableItem {
  const resourceGroup = 'rg-fld-iot';
  return {
    hub: {
      ...aPlannedHub({ name: 'ctso-fld-windfarm', defender: 'off' }),
      resourceGroup,
      location: 'westeurope',
    },
    solution: {
      id: `/subscriptions/${fieldServices}/resourceGroups/${resourceGroup}/providers/Microsoft.Security/iotSecuritySolutions/ctso-fld-soc`,
      name: 'ctso-fld-soc',
      resourceGroup,
      otherHubs: ['ctso-fld-elevators', 'ctso-fld-pumps'],
    },
    step: 'add hub',
    ...over,
  };
}

/** Enables Defender on the wind farm; override what matters. */
export function anEnablePlan(over: Partial<EnablePlan> = {}): EnablePlan {
  return {
    kind: 'enable',
    subscriptionId: fieldServices,
    subscriptionName: 'Contoso Field Services',
    items: [anEnableItem()],
    ...over,
  };
}

/** Microsoft's rule, off, with an analyst's filter; override what matters. */
export function anIncidentRule(over: Partial<IncidentRule> = {}): IncidentRule {
  const name = 'b0a1c2d3-0000-4000-8000-000000000001';
  return {
    id: `${aWorkspace().id}/providers/Microsoft.SecurityInsights/alertRules/${name}`,
    name,
    etag: '"1"',
    displayName: 'Create incidents based on Azure Defender for IOT alerts',
    description: '',
    enabled: false,
    severities: [],
    onlyNames: [],
    exceptNames: ['Failed login'],
    template: 'a2e0eb51-1f11-461a-999b-cd0ebe5c7a72',
    ...over,
  };
}

/** Turns the rule on; override what matters. */
export function anIncidentsPlan(
  item: Partial<IncidentsItem> = {},
  over: Partial<IncidentsPlan> = {},
): IncidentsPlan {
  return {
    kind: 'incidents on',
    items: [{ workspace: aWorkspace(), rule: anIncidentRule(), step: 'switch on', ...item }],
    duplicates: [],
    ...over,
  };
}

/** Turns the rule off. */
export function anIncidentsOffPlan(over: Partial<IncidentsPlan> = {}): IncidentsPlan {
  return anIncidentsPlan(
    { rule: anIncidentRule({ enabled: true }), step: 'switch off' },
    { kind: 'incidents off', ...over },
  );
}

const stepIn: Partial<Record<ChangeState, StepResult['state']>> = {
  accepted: 'not confirmed',
  done: 'confirmed',
  failed: 'failed',
  unknown: 'unknown',
};

/** A change by Ada, asked for in a channel at ten to noon; connects Contoso Field Services unless told otherwise. */
export function aChange(over: Partial<Change> = {}): Change {
  const plan: ChangePlan = over.plan ?? aConnectPlan();
  const state = over.state ?? 'previewed';
  return {
    id: 'k3yq7v1zc9wmx2rb',
    kind: plan.kind,
    state,
    version: 1,
    plan,
    steps: plan.items.map(({ step }) => ({
      state: step === 'nothing' ? 'nothing to do' : (stepIn[state] ?? 'to do'),
      detail: '',
    })),
    requester: aPerson(),
    conversation: aConversation({
      id: '19:ops@thread.tacv2',
      kind: 'channel',
      name: 'IoT Operations',
      threadId: '1',
    }),
    needsApproval: false,
    createdAt: new Date('2026-11-23T11:50:00Z'),
    expiresAt: new Date('2026-11-24T11:50:00Z'),
    correlationId: '55555555-5555-4555-8555-555555555555',
    why: '',
    ...over,
  };
}
