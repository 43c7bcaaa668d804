import { describe, expect, it } from 'vitest';
import { type Verdict, verifyChain } from '../../src/audit/verify.ts';
import type { AuditNote } from '../../src/domain/audit-entry.ts';
import { chainHash, noHash, readBody, searchColumns, writeBody } from '../../src/storage/audit-body.ts';
import type { AuditEntryRow, AuditHeadRow } from '../../src/storage/audit-rows.ts';
import { aNote, priya } from '../support/a-note.ts';

/** A row as appending would write it behind `previous`. */
function aRow(seq: number, previous: string, over: Partial<AuditNote> = {}): AuditEntryRow {
  const body = writeBody(
    seq,
    new Date(Date.UTC(2026, 10, 23, 12, 0, seq, 5)),
    aNote({ change: `c${seq}`, ...over }),
  );
  const said = readBody(body);
  if (!said) throw new Error('not a body');
  return { seq, hash: chainHash(previous, body), body, ...searchColumns(said) };
}

function aChain(length: number, over: Partial<AuditNote> = {}): AuditEntryRow[] {
  const rows: AuditEntryRow[] = [];
  for (let seq = 1; seq <= length; seq += 1) rows.push(aRow(seq, rows.at(-1)?.hash ?? noHash, over));
  return rows;
}

function headOf(rows: readonly AuditEntryRow[]): AuditHeadRow {
  return { seq: rows.at(-1)?.seq ?? 0, hash: rows.at(-1)?.hash ?? noHash };
}

/** Verifies in pages of three, as if read from the database in the order of their numbers. */
async function verify(rows: readonly AuditEntryRow[], head: AuditHeadRow | undefined): Promise<Verdict> {
  const ordered = rows.toSorted((a, b) => a.seq - b.seq);
  async function* pages() {
    for (let i = 0; i < ordered.length; i += 3) yield ordered.slice(i, i + 3);
  }
  return verifyChain(pages(), head);
}

/** A chain of eight in which `tamper` has changed something, with the head as it was. */
function tampered(tamper: (rows: AuditEntryRow[]) => AuditEntryRow[]): Promise<Verdict> {
  const rows = aChain(8);
  const head = headOf(rows);
  return verify(tamper(rows), head);
}

const change =
  (seq: number, over: (row: AuditEntryRow) => Partial<AuditEntryRow>) => (rows: AuditEntryRow[]) =>
    rows.map((row) => (row.seq === seq ? { ...row, ...over(row) } : row));

describe('a chain', () => {
  it('that nobody touched is intact', async () => {
    const rows = aChain(8);
    expect(await verify(rows, headOf(rows))).toEqual({ intact: true, entries: 8, hash: rows[7]?.hash });
  });

  it('may be empty', async () => {
    expect(await verify([], { seq: 0, hash: noHash })).toEqual({ intact: true, entries: 0, hash: noHash });
  });

  it('of hostile texts is intact', async () => {
    const text = `\0 \ud800 \u202e ${'{NULL,"x\\"}'} \n\r {{DATE}} ${'é'.repeat(3_000)} \u0958`;
    const { decidedBy: _, ...note } = aNote({
      actor: undefined,
      on: [text, ''],
      ids: [text],
      what: text,
      change: text,
    });
    const rows = aChain(4, { ...note, outcome: text, actor: { ...priya, name: text, objectId: text } });
    expect(await verify(rows, headOf(rows))).toMatchObject({ intact: true, entries: 4 });
  });

  it('with an entry of a newer version is intact', async () => {
    const [first] = aChain(1);
    const body = writeBody(2, new Date('2026-11-23T12:00:00Z'), aNote()).replace('"approved"', '"foreseen"');
    const said = readBody(body);
    if (!first || !said) throw new Error('not a body');
    const second = { seq: 2, hash: chainHash(first.hash, body), body, ...searchColumns(said) };
    expect(second.event).toBe('foreseen');
    expect(await verify([first, second], headOf([second]))).toMatchObject({ intact: true, entries: 2 });
  });
});

describe('a chain is broken, and the first broken entry named, when somebody', () => {
  it.each<[string, number, string, (rows: AuditEntryRow[]) => AuditEntryRow[]]>([
    ['edited a text', 5, 'changed', change(5, ({ body }) => ({ body: body.replace('Arjun', 'Bertil') }))],
    [
      'edited one letter of the newest',
      8,
      'changed',
      change(8, ({ body }) => ({ body: body.replace('as', 'At') })),
    ],
    ['edited the first', 1, 'changed', change(1, ({ body }) => ({ body: body.replace('as', 'At') }))],
    ['put blanks into a text', 3, 'changed', change(3, ({ body }) => ({ body: `${body} ` }))],
    ['wrote no JSON', 3, 'changed', change(3, () => ({ body: 'nothing \ud800' }))],
    ['wrote other JSON', 3, 'changed', change(3, () => ({ body: 'null' }))],
    ['edited a hash', 4, 'changed', change(4, () => ({ hash: 'f'.repeat(64) }))],
    ['deleted an entry', 4, 'missing', (rows) => rows.filter(({ seq }) => seq !== 4)],
    ['deleted several', 2, 'missing', (rows) => rows.filter(({ seq }) => seq < 2 || seq > 4)],
    ['deleted the first', 1, 'missing', (rows) => rows.slice(1)],
    ['cut off the end', 7, 'cut off', (rows) => rows.slice(0, 6)],
    ['deleted all', 1, 'cut off', () => []],
    [
      'deleted one and closed the gap',
      4,
      're-ordered',
      (rows) =>
        rows
          .filter(({ seq }) => seq !== 4)
          .map((row) => ({ ...row, seq: row.seq > 4 ? row.seq - 1 : row.seq })),
    ],
    [
      'swapped two',
      3,
      're-ordered',
      (rows) => {
        const other: Record<number, number> = { 3: 6, 6: 3 };
        return rows.map((row) => ({ ...row, seq: other[row.seq] ?? row.seq }));
      },
    ],
    [
      'put one in between',
      5,
      're-ordered',
      (rows) => {
        const moved = rows.map((row) => ({ ...row, seq: row.seq >= 4 ? row.seq + 1 : row.seq }));
        return [...moved, aRow(4, rows[2]?.hash ?? '', { change: 'made up' })];
      },
    ],
    ['put one at the end', 9, 'added', (rows) => [...rows, aRow(9, rows[7]?.hash ?? '')]],
    ['put one before the first', 0, 'added', (rows) => [...rows, { ...aRow(1, noHash), seq: 0 }]],
  ])('%s', async (_, seq, damage, tamper) => {
    expect(await tampered(tamper)).toEqual({
      intact: false,
      seq,
      damage,
      why: expect.stringMatching(/^[A-Z].+\.$/),
    });
  });

  it.each<[keyof AuditEntryRow, Partial<AuditEntryRow>]>([
    ['at', { at: new Date('2026-11-23T12:00:02.006Z') }],
    ['event', { event: 'declined' }],
    ['actor_id', { actor_id: null }],
    ['decider_id', { decider_id: priya.objectId }],
    ['change_id', { change_id: '' }],
    ['people', { people: 'somebody else' }],
    ['ids', { ids: [] }],
    ['names', { names: ['plant-8'] }],
  ])('edited the search column %s', async (column, over) => {
    const verdict = await tampered(change(2, () => over));
    expect(verdict).toMatchObject({ intact: false, seq: 2, damage: 'changed' });
    expect(verdict).toHaveProperty('why', `Column ${column} of entry 2 does not say what its text says.`);
  });

  it('edited a text together with its hash: the entry behind it does not fit', async () => {
    const verdict = await tampered((rows) =>
      rows.map((row) => (row.seq === 5 ? aRow(5, rows[3]?.hash ?? '', { outcome: 'declined' }) : row)),
    );
    expect(verdict).toMatchObject({ intact: false, seq: 6, damage: 'changed' });
    expect(verdict).toHaveProperty(
      'why',
      expect.stringContaining('Or entry 5 was changed together with its hash.'),
    );
  });

  it('edited the newest together with its hash: the head does not fit', async () => {
    const verdict = await tampered((rows) => [
      ...rows.slice(0, 7),
      aRow(8, rows[6]?.hash ?? '', { outcome: 'other' }),
    ]);
    expect(verdict).toMatchObject({ intact: false, seq: 8, damage: 'changed' });
  });

  it('lost the head', async () => {
    const verdict = await verify(aChain(2), undefined);
    expect(verdict).toMatchObject({ intact: false, seq: 3, damage: 'cut off' });
  });
});
