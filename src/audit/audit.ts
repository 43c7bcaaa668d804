import type { AuditEntry, AuditNote } from '../domain/audit-entry.ts';
import type { AuditEntries, AuditTransaction } from '../storage/audit-entries.ts';
import type { Logger } from '../telemetry/logger.ts';

/** Where everything goes that somebody may have to answer for later. */
export interface Audit {
  /** Appends an entry. Rejects when it could not be kept: then what it tells of must not happen either. */
  note(note: AuditNote): Promise<AuditEntry>;
  /**
   * Appends an entry that exists only if the transaction commits. Call it last in there: until the commit all other
   * appends wait.
   */
  noteIn(tx: AuditTransaction, note: AuditNote): Promise<AuditEntry>;
}

/**
 * The audit. Each append also writes a log line with number and hash, so that a copy of the chain stands where whoever
 * owns the database cannot reach it. The line holds no name and no free text. Of two lines with the same number the
 * later one counts: the transaction of the first was rolled back.
 */
export function createAudit({
  entries,
  log,
}: {
  entries: Pick<AuditEntries, 'append' | 'appendIn'>;
  log: Logger;
}): Audit {
  const logged = (entry: AuditEntry): AuditEntry => {
    const { seq, hash, event, what, change, correlationId } = entry;
    // Who is refused may have made up both: a stranger's text is not for the log.
    const known = event === 'refused' ? {} : { what, change };
    log.info({ seq, hash, event, ...known, correlationId }, 'audit entry');
    return entry;
  };
  return {
    note: async (note) => logged(await entries.append(note)),
    noteIn: async (tx, note) => logged(await entries.appendIn(tx, note)),
  };
}
