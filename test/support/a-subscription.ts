import type { Solution } from '../../src/azure/solutions.ts';
import type { FreshHub, SubscriptionState } from '../../src/azure/subscription-hubs.ts';
import { AzureError, type AzureErrorKind, type AzureErrorOptions } from '../../src/domain/azure-error.ts';
import type { IotConnector } from '../../src/domain/connector.ts';
import { anEnableItem, aPlannedHub, fieldServices } from './a-change.ts';

/** A hub of Contoso Field Services as Resource Manager tells of it; override what matters. */
export function aFreshHub(over: Partial<FreshHub> = {}): FreshHub {
  const { name } = over;
  return {
    ...aPlannedHub(name === undefined ? {} : { name }),
    resourceGroup: 'rg-fld-iot',
    location: 'westeurope',
    ...over,
  };
}

/** The elevators, watched, and the wind farm, not; override what matters. */
export function aSubscriptionState(over: Partial<SubscriptionState> = {}): SubscriptionState {
  const hubs = [aFreshHub(), aFreshHub({ name: 'ctso-fld-windfarm', defender: 'off' })];
  return { hubs, solutions: [], ...over };
}

/** The solution of `anEnableItem`, which lists the elevators and the pumps; override what matters. */
export function aSolution(over: Partial<Solution> = {}): Solution {
  const { id, name, resourceGroup } = anEnableItem().solution;
  const hubs = ['ctso-fld-elevators', 'ctso-fld-pumps'];
  return {
    id,
    name,
    resourceGroup,
    location: 'westeurope',
    enabled: true,
    hubIds: hubs.map((hub) => aFreshHub({ name: hub }).id),
    unknownSettings: [],
    ...over,
  };
}

/** The enabled connector of Contoso Field Services; override what matters. */
export function anIotConnector(over: Partial<IotConnector> = {}): IotConnector {
  const name = over.name ?? 'iot-field';
  return {
    id: `/connectors/${name}`,
    name,
    etag: '"1"',
    subscriptionId: fieldServices,
    enabled: true,
    ...over,
  };
}

/** Trouble of Sentinel's. */
export function sentinelError(kind: AzureErrorKind, options: AzureErrorOptions = {}): AzureError {
  return new AzureError('Microsoft Sentinel', kind, options);
}
