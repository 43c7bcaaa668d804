import { type AuditBody, chainHash, noHash, readBody, searchColumns } from '../storage/audit-body.ts';
import type { AuditEntryRow, AuditHeadRow } from '../storage/audit-rows.ts';

/** What is wrong with a chain. */
export type Damage =
  | 'changed' // an entry is not what was written
  | 'missing' // an entry between others is gone
  | 're-ordered' // an entry stands in another one's place
  | 'added' // an entry was put in past the program
  | 'cut off'; // entries at the end are gone

/** What became of checking a chain. */
export type Verdict =
  | {
      intact: true;
      entries: number;
      /** Hash of the newest entry: to be compared with a copy that nobody could change. */
      hash: string;
    }
  | {
      intact: false;
      /** The first entry that is not as it was written. */
      seq: number;
      damage: Damage;
      /** A whole sentence about it. */
      why: string;
    };

/**
 * Checks a whole chain: every hash against the text and the hash before it, every search column against the text, and
 * the last hash against `head`. What it cannot see is a chain that somebody rewrote from some entry on to the end, head
 * included: that shows only beside a copy, which the log lines and exports are.
 */
export async function verifyChain(
  pages: AsyncIterable<readonly AuditEntryRow[]>,
  head: AuditHeadRow | undefined,
): Promise<Verdict> {
  let previous = { seq: 0, hash: noHash };
  for await (const rows of pages) {
    for (const row of rows) {
      const found = damageOf(row, previous);
      if (found) return { intact: false, ...found };
      previous = row;
    }
  }
  const found = damageAtEnd(previous, head);
  return found ? { intact: false, ...found } : { intact: true, entries: previous.seq, hash: previous.hash };
}

type Link = Pick<AuditEntryRow, 'seq' | 'hash'>;
interface Found {
  seq: number;
  damage: Damage;
  why: string;
}

function damageOf(row: AuditEntryRow, previous: Link): Found | undefined {
  const { seq } = row;
  const expected = previous.seq + 1;
  if (seq < expected) return { seq, damage: 'added', why: `Entry ${seq} has a number that no entry has.` };
  if (seq > expected) {
    const gone = seq - expected === 1 ? `Entry ${expected} is` : `Entries ${expected} to ${seq - 1} are`;
    return { seq: expected, damage: 'missing', why: `${gone} missing.` };
  }
  const body = readBody(row.body);
  if (!body)
    return { seq, damage: 'changed', why: `The text of entry ${seq} is not one that Hubwatch writes.` };
  if (body.seq !== seq) {
    return {
      seq,
      damage: 're-ordered',
      why: `In place of entry ${seq} stands what was written as entry ${body.seq}.`,
    };
  }
  if (chainHash(previous.hash, row.body) !== row.hash) {
    const before = seq > 1 ? ` Or entry ${previous.seq} was changed together with its hash.` : '';
    return { seq, damage: 'changed', why: `The hash of entry ${seq} does not fit: it was changed.${before}` };
  }
  const column = wrongColumn(row, body);
  return column === undefined
    ? undefined
    : { seq, damage: 'changed', why: `Column ${column} of entry ${seq} does not say what its text says.` };
}

function wrongColumn(row: AuditEntryRow, body: AuditBody): string | undefined {
  const columns = new Map(Object.entries(row));
  return Object.entries(searchColumns(body)).find(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(columns.get(name)),
  )?.[0];
}

function damageAtEnd(last: Link, head: AuditHeadRow | undefined): Found | undefined {
  const next = last.seq + 1;
  if (!head)
    return { seq: next, damage: 'cut off', why: `The end of the chain, after entry ${last.seq}, is lost.` };
  if (head.seq > last.seq) {
    const gone = head.seq === next ? `Entry ${next} is` : `Entries ${next} to ${head.seq} are`;
    return { seq: next, damage: 'cut off', why: `${gone} missing at the end.` };
  }
  if (head.seq < last.seq) {
    const [seq, why] = [
      head.seq + 1,
      `The chain ends with entry ${head.seq}; what comes after it was added.`,
    ];
    return { seq, damage: 'added', why };
  }
  if (head.hash === last.hash) return undefined;
  const why = `The end of the chain has another hash than entry ${last.seq}: it was changed together with its hash.`;
  return { seq: last.seq, damage: 'changed', why };
}
