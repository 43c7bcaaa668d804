import type { Actor } from '../domain/actor.ts';
import { type AuditNote, refusalOf } from '../domain/audit-entry.ts';
import { personOf } from '../domain/person.ts';
import type { ChangeLedger } from '../storage/change-ledger.ts';
import { idsOf, subjectsOf } from './describe.ts';

/** Somebody was refused something that may have named a change. */
export interface Refused {
  actor: Actor;
  /** The command. */
  command: string;
  /** The id of the change as it was sent: anything at all. */
  change: unknown;
  why: string;
  correlationId: string;
}

/** Ids as `change-ledger.ts` makes them; nothing else is looked up. */
const madeHere = /^[\w-]{22}$/;

/**
 * The entry for the audit about a refusal. One that names a change of the person's own organisation tells of that
 * change as the change's other entries do, so that it is found beside them; what was refused then stands before the
 * reason. Of an id that is made up only the id is kept, cut.
 */
export async function refusalNote(
  { actor, command, change: id, why, correlationId }: Refused,
  ledger: Pick<ChangeLedger, 'get'>,
): Promise<AuditNote> {
  const named = typeof id === 'string' ? id.slice(0, 64) : '';
  const who = { actor: personOf(actor), correlationId };
  const what = command.slice(0, 60);
  // Refused is refused, and told so, also when the database has nothing to say about the change just now.
  const change = madeHere.test(named) ? await ledger.get(named).catch(() => undefined) : undefined;
  if (!change || change.requester.tenantId !== actor.tenantId)
    return refusalOf({ ...who, what, change: named, outcome: why });
  return refusalOf({
    ...who,
    what: change.kind,
    on: subjectsOf(change.plan),
    ids: idsOf(change.plan),
    change: change.id,
    outcome: `${what}: ${why}`,
  });
}
