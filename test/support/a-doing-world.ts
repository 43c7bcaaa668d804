import type { IotConnector } from '../../src/domain/connector.ts';
import type { IncidentRule } from '../../src/domain/incident-rule.ts';
import type { DoerNeeds } from '../../src/workers/doer.ts';
import { anIotConnector, aSubscriptionState } from './a-subscription.ts';

/** One workspace and one subscription that can be changed, and what was written to them. */
export interface DoingWorld {
  needs: DoerNeeds;
  /** Writes in order: `put iot-field "1"`, `remove iot-field`, `enable <hub>`, `rule <name> on`. */
  writes: string[];
  iot: IotConnector[];
  hubs: ReturnType<typeof aSubscriptionState>;
  rules: IncidentRule[];
  /** Errors that the next writes end with, instead of being done. */
  refusals: Error[];
  /** Errors that the next writes end with after they were done. */
  lostAnswers: Error[];
}

/** Azure in memory: writes show at once. */
export function aDoingWorld(): DoingWorld {
  const world: Omit<DoingWorld, 'needs'> = {
    writes: [],
    iot: [],
    hubs: aSubscriptionState(),
    rules: [],
    refusals: [],
    lostAnswers: [],
  };
  const write = async (what: string, effect: () => void): Promise<void> => {
    world.writes.push(what);
    const refusal = world.refusals.shift();
    if (refusal) throw refusal;
    effect();
    const lost = world.lostAnswers.shift();
    if (lost) throw lost;
  };
  const needs: DoerNeeds = {
    connectors: { list: async () => ({ iot: [...world.iot], defenderForCloud: [] }) },
    subscriptionHubs: async () => world.hubs,
    connectorWriter: {
      get: async (_, name) => world.iot.find((one) => one.name === name),
      put: (_, { name, subscriptionId, etag = 'none' }) =>
        write(`put ${name} ${etag}`, () => {
          world.iot = [
            ...world.iot.filter((one) => one.name !== name),
            anIotConnector({ name, subscriptionId }),
          ];
        }),
      remove: (_, name) =>
        write(`remove ${name}`, () => {
          world.iot = world.iot.filter((one) => one.name !== name);
        }),
    },
    solutions: {
      async enable({ hubId, solutionId, location, displayName }) {
        await write(`enable ${hubId} by ${solutionId} in ${location} as ${displayName}`, () => {
          const hubs = world.hubs.hubs.map((hub) =>
            hub.id === hubId ? { ...hub, defender: 'on' as const } : hub,
          );
          world.hubs = { ...world.hubs, hubs };
        });
        return 'written';
      },
    },
    incidentRules: {
      read: async () => ({ rules: [...world.rules], duplicates: [] }),
      put: (_, { name, enabled, rule, severities }) =>
        write(`rule ${name} ${enabled ? 'on' : 'off'} ${rule?.etag ?? 'new'} ${severities ?? 'kept'}`, () => {
          world.rules = world.rules.map((one) => (one.name === name ? { ...one, enabled } : one));
        }),
    },
  };
  return Object.assign(world, { needs });
}
