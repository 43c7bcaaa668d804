import { randomUUID } from 'node:crypto';
import type { Answer } from '../http/answer.ts';
import { badRequest } from '../http/azure-error.ts';
import type { Call } from '../http/route.ts';
import type { LaggedStore } from '../world/lagged-store.ts';
import type { SentinelRecord } from '../world/records.ts';
import { checkEtag, sentinelWorkspaceOf } from './sentinel-routes.ts';

/** What a PUT of a Sentinel resource brings, checked. */
export interface SentinelPut {
  /** ARM id from the path. An existing resource keeps the spelling it was made with. */
  id: string;
  kind: string;
  /** Absent: whatever is there. */
  etag: string | undefined;
  properties: SentinelRecord['properties'];
}

/** Where the resource goes and how people and the wire see it. */
export interface SentinelPlace {
  records: LaggedStore<SentinelRecord>;
  /** For messages: `alert rule`. */
  noun: string;
  toJson(record: SentinelRecord): unknown;
}

/**
 * Makes or replaces a Sentinel resource, with a new etag: 201 or 200. Throws 400 when it exists with another
 * kind, which cannot be changed, and 409 or 412 for a stale etag.
 */
export function putSentinelRecord(call: Call, put: SentinelPut, place: SentinelPlace): Answer {
  const { world, params } = call;
  const { id, kind, etag, properties } = put;
  const { records, noun, toJson } = place;
  const workspaceId = sentinelWorkspaceOf(call).id;
  const before = records.get(id);
  if (before && before.kind !== kind)
    throw badRequest(`The ${noun} '${params.id}' is of kind '${before.kind}', not '${kind}'.`);
  checkEtag(world, before?.etag, etag);
  const record: SentinelRecord = {
    id: before?.id ?? id,
    name: before?.name ?? params.id ?? '',
    kind,
    etag: `"${randomUUID()}"`,
    workspaceId,
    properties,
  };
  world.change(() => records.put(id, record));
  return { status: before ? 200 : 201, body: toJson(record) };
}
