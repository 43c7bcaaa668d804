import { AzureError, type AzureService } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Connectors } from '../domain/connector.ts';
import type { HubInventory, InventoryGap, InventoryPart } from '../domain/hub.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { ConnectorReader } from './connector.ts';
import { isForbidden } from './errors.ts';
import { explain } from './explain.ts';
import type { HubData } from './hub-data.ts';
import type { HubSource } from './hub-source.ts';
import { type BareHub, type Found, makeInventory, type Solution } from './inventory.ts';
import { createMemory, type Memory } from './memory.ts';

/** What the list of hubs is made from. */
export interface HubsNeeds {
  /** Resource Graph. */
  source: HubSource;
  /** Subscription by subscription, where Resource Graph may not be asked. */
  secondSource: HubSource;
  connectors: ConnectorReader;
  hubData(workspace: Workspace, scope: CallScope): Promise<HubData[]>;
  log: Logger;
  clock: Clock;
}

/** All hubs with their states. */
export interface Hubs {
  /**
   * The inventory as these workspaces know it, at most 60 seconds old. A part that cannot be read becomes a
   * gap, and what depends on it `unknown`. The caller sees to it that the person may read the workspaces.
   *
   * @throws AzureError when the hubs themselves cannot be read.
   */
  list(workspaces: readonly Workspace[], scope: CallScope): Promise<HubInventory>;
  /** The next `list` reads everything again: call it after a change. */
  refresh(): void;
}

const lifeMs = 60_000;

/** A list of hubs over all subscriptions that the bot can see. `served` are all workspaces that may be asked for. */
export function createHubs(served: readonly Workspace[], needs: HubsNeeds): Hubs {
  const { source, secondSource, connectors, hubData, log, clock } = needs;
  // Each part is kept on its own, so that a failed one is asked again while the others stay.
  const memory = <T>(service: AzureService, most = 1): Memory<T> =>
    createMemory({ service, lifeMs, most }, clock);
  const kept = {
    hubs: memory<Found<BareHub> & { readAt: Date }>('Azure Resource Graph'),
    solutions: memory<Found<Solution>>('Azure Resource Graph'),
    names: memory<Map<string, string>>('Azure Resource Graph'),
    connectors: memory<Connectors>('Microsoft Sentinel', served.length),
    data: memory<HubData[]>('Log Analytics', served.length),
  };

  /** Asks the first source, and the second one when the first is closed to the bot. */
  async function either<T>(read: (from: HubSource) => Promise<T>): Promise<T> {
    try {
      return await read(source);
    } catch (error) {
      if (!isForbidden(error) || error.service !== 'Azure Resource Graph') throw error;
      log.warn({ error }, 'Resource Graph is closed to the bot; reading subscription by subscription');
      return await read(secondSource);
    }
  }

  return {
    async list(workspaces, scope) {
      const gaps: InventoryGap[] = [];
      const optional = async <T>(
        part: InventoryPart,
        work: Promise<T>,
        where = '',
      ): Promise<T | undefined> => {
        try {
          return await work;
        } catch (error) {
          if (!(error instanceof AzureError)) throw error;
          log.warn({ error, part, correlationId: scope.correlationId }, 'A part of the hub list is missing');
          gaps.push({ part, why: `${where}${explain(error)}` });
          return undefined;
        }
      };
      const where = ({ name }: Workspace) => (workspaces.length > 1 ? `${name}: ` : '');

      const [hubs, solutions, names, connectorLists, dataLists] = await Promise.all([
        kept.hubs.get('', scope, async (loading) => ({
          readAt: clock.now(),
          ...(await either((from) => from.hubs(loading))),
        })),
        optional(
          'Defender state',
          kept.solutions.get('', scope, (loading) => either((from) => from.solutions(loading))),
        ),
        optional(
          'subscription names',
          kept.names.get('', scope, (loading) => either((from) => from.names(loading))),
        ),
        Promise.all(
          workspaces.map((workspace) =>
            optional(
              'connection state',
              kept.connectors.get(workspace.id, scope, (loading) => connectors.list(workspace, loading)),
              where(workspace),
            ),
          ),
        ),
        Promise.all(
          workspaces.map((workspace) =>
            optional(
              'data state',
              kept.data.get(workspace.id, scope, (loading) => hubData(workspace, loading)),
              where(workspace),
            ),
          ),
        ),
      ]);
      return makeInventory({
        hubs: hubs.rows,
        names,
        solutions,
        connectors: connectorLists,
        data: dataLists,
        gaps: [
          ...partly('hubs', 'Azure IoT Hub', hubs),
          ...partly('Defender state', 'Microsoft Defender for IoT', solutions),
          ...gaps,
        ],
        readAt: hubs.readAt,
      });
    },

    refresh() {
      for (const part of Object.values(kept)) part.forget();
    },
  };
}

/** The gap of a part that is closed to the bot in some subscriptions. */
function partly(
  part: InventoryPart,
  service: AzureService,
  found: Found<unknown> | undefined,
): InventoryGap[] {
  const count = found?.unreadable.length ?? 0;
  if (count === 0) return [];
  const where = count === 1 ? '1 subscription' : `${count.toLocaleString('en-US')} subscriptions`;
  return [{ part, why: `${service} does not let the bot read ${where}.` }];
}
