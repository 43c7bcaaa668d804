import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exportLines } from '../../src/audit/export.ts';
import { createAuditEntries } from '../../src/storage/audit-entries.ts';
import { aHandClock } from '../support/a-hand-clock.ts';
import { aNote } from '../support/a-note.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const Line = z.object({ seq: z.number(), previous: z.string(), hash: z.string(), body: z.string() });

let storage: TestStorage;
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());
beforeEach(() => storage.empty());

const day = 24 * 3_600_000;
const hostile = 'a\n"b"\\ \u2028 \0 \ud800';

/** Three entries, a day apart. */
async function threeDays() {
  const clock = aHandClock(Date.parse('2026-11-21T12:00:00Z'));
  const entries = createAuditEntries(storage.db, clock);
  for (const outcome of ['one', hostile, 'three']) {
    await entries.append(aNote({ outcome }));
    clock.advance(day);
  }
  return entries;
}

async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

describe('an export', () => {
  it('is one line of JSON per entry, oldest first, to be verified by its own fields', async () => {
    const entries = await threeDays();
    const lines = await linesOf(exportLines(entries.pages(undefined, 2)));
    expect(lines.map((line) => line.indexOf('\n') === line.length - 1)).toEqual([true, true, true]);
    let before = '0'.repeat(64);
    for (const line of lines.map((text) => Line.parse(JSON.parse(text)))) {
      expect(line.previous).toBe(before);
      before = createHash('sha256').update(`${line.previous}\n${line.body}`).digest('hex');
      expect(line.hash).toBe(before);
    }
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      seq: 1,
      at: '2026-11-21T12:00:00.000Z',
      event: 'approved',
      actor: { name: 'Arjun Mehta' },
      outcome: 'one',
    });
  });

  it('leaves out what is older, and still says the hash before its first line', async () => {
    const entries = await threeDays();
    const all = await linesOf(exportLines(entries.pages()));
    expect(await linesOf(exportLines(entries.pages(), new Date('2026-11-22T12:00:00Z')))).toEqual(
      all.slice(1),
    );
  });

  it('does not leave out what it cannot read', async () => {
    const entries = await threeDays();
    async function* pages() {
      for await (const page of entries.pages()) yield page.map((row) => ({ ...row, body: 'nonsense\n' }));
    }
    const lines = await linesOf(exportLines(pages()));
    expect(lines).toHaveLength(3);
    expect(Object.keys(JSON.parse(lines[1] ?? ''))).toEqual(['seq', 'previous', 'hash', 'body']);
  });
});
