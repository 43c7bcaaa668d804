import { noHash, readBody } from '../storage/audit-body.ts';
import type { AuditEntryRow } from '../storage/audit-rows.ts';

/**
 * One line of JSON per entry, in order, each with its line break: the fields of the entry to search by, then what
 * proves it. `hash` is the SHA-256 of `previous`, a line break and `body`. A row whose text cannot be read is not left
 * out: its line has no fields. `since` leaves out the lines of older entries.
 */
export async function* exportLines(
  pages: AsyncIterable<readonly AuditEntryRow[]>,
  since?: Date,
): AsyncGenerator<string> {
  let previous = noHash;
  for await (const rows of pages) {
    for (const { seq, at, hash, body } of rows) {
      if (!since || at >= since) {
        yield `${JSON.stringify({ ...readBody(body), seq, previous, hash, body })}\n`;
      }
      previous = hash;
    }
  }
}
