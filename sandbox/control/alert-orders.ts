import type { AlertKind, Severity } from '../world/alert-catalogue.ts';
import { alertKinds } from '../world/alert-catalogue.ts';
import type { AlertMoment } from '../world/alert-rows.ts';
import type { World } from '../world/world.ts';
import { findHub } from './find.ts';

/** Alerts that somebody asks for. */
export interface NewAlerts {
  /** Name or ARM id. Defender must be on and the subscription connected. */
  hub: string;
  /** 1 if absent, at most 10,000. */
  count?: number | undefined;
  /** Name or type from the catalogue; drawn if absent. */
  kind?: string | undefined;
  severity?: Severity | undefined;
  device?: string | undefined;
  product?: string | undefined;
  /** Texts in place of the catalogue's, for trying out hostile ones. */
  name?: string | undefined;
  description?: string | undefined;
  /** When it was detected; now if absent. */
  at?: Date | undefined;
  /** When the row arrives; now if absent. */
  ingestedAt?: Date | undefined;
  /** Shall the alert be updated and closed by itself later? */
  withLife?: boolean | undefined;
}

/** Asks the world for alerts and for changes to them. */
export interface AlertOrders {
  /** Makes alerts; gives their `SystemAlertId`s. Throws RangeError. */
  addAlerts(order: NewAlerts): string[];
  /** A change of status or severity: one more row. Throws RangeError. */
  changeAlert(
    id: string,
    to: { status?: AlertMoment['status'] | undefined; severity?: Severity | undefined },
  ): void;
  /** Many alerts, one each in turn from all hubs (or those named) that flow. Throws RangeError when none does. */
  storm(order: { count: number; hubs?: readonly string[] | undefined }): string[];
}

const limit = 10_000;

/** Makes the order desk of a world. */
export function createAlertOrders(world: World): AlertOrders {
  const addAlerts = (order: NewAlerts): string[] => {
    const count = order.count ?? 1;
    if (!Number.isInteger(count) || count < 1 || count > limit)
      throw new RangeError(`The count must be from 1 to ${limit}.`);
    const { id } = findHub(world, order.hub);
    const wishes = {
      sourceId: id,
      ...given('severity', order.severity),
      ...given('device', order.device),
      ...given('product', order.product),
      ...given('at', order.at),
      ...given('ingestedAt', order.ingestedAt),
      ...given('withLife', order.withLife),
    };
    return Array.from({ length: count }, () =>
      world.alerts.add({ ...wishes, ...given('kind', kindOf(order)) }),
    );
  };
  return {
    addAlerts,
    changeAlert(id, { status, severity }) {
      world.alerts.change(id, { ...given('status', status), ...given('severity', severity) });
    },
    storm({ count, hubs }) {
      if (!Number.isInteger(count) || count < 1 || count > limit)
        throw new RangeError(`The count must be from 1 to ${limit}.`);
      const sources = hubs?.map((name) => findHub(world, name)) ?? world.hubs.all();
      const flowing = sources.filter(({ id }) => flows(world, id));
      if (flowing.length === 0) throw new RangeError('No alerts flow from any of these hubs.');
      return Array.from({ length: count }, (_, index) =>
        world.alerts.add({ sourceId: flowing[index % flowing.length]?.id ?? '' }),
      );
    },
  };
}

function flows(world: World, hubId: string): boolean {
  return [...world.workspaces.keys()].some(
    (workspaceId) => world.flowsSince(workspaceId, hubId) !== undefined,
  );
}

function kindOf({ kind, name, description }: NewAlerts): AlertKind | undefined {
  const found = alertKinds.find((one) => one.name === kind || one.type === kind);
  if (kind !== undefined && !found) throw new RangeError(`The catalogue has no alert '${kind}'.`);
  if (name === undefined && description === undefined) return found;
  const [first] = alertKinds;
  const base = found ?? first;
  return base && { ...base, name: name ?? base.name, description: description ?? base.description };
}

/** `{ key: value }`, or nothing when there is no value: optional fields must be absent, not undefined. */
function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  const found: { [P in K]?: V } = {};
  if (value !== undefined) found[key] = value;
  return found;
}
