import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '../../src/audit/audit.ts';
import { aLog } from '../support/a-log.ts';
import { aNote } from '../support/a-note.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

let storage: TestStorage;
beforeAll(async () => {
  storage = await aStorage();
});
afterAll(() => storage.remove());
beforeEach(() => storage.empty());

function anAudit() {
  const log = aLog();
  return { audit: createAudit({ entries: storage.auditEntries, log }), lines: log.lines };
}

describe('the audit', () => {
  it('keeps an entry and leaves its hash in the log, without a name or a text', async () => {
    const { audit, lines } = anAudit();
    const { hash } = await audit.note(aNote({ outcome: 'declined: a secret reason' }));
    expect(await storage.auditEntries.head()).toEqual({ seq: 1, hash });
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'audit entry',
        fields: {
          seq: 1,
          hash,
          event: 'approved',
          what: 'enable',
          change: 'change-1',
          correlationId: aNote().correlationId,
        },
      },
    ]);
  });

  it('logs nothing that somebody who was refused made up', async () => {
    const { audit, lines } = anAudit();
    await audit.note(aNote({ event: 'refused', what: 'my secret', change: 'my other secret' }));
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('keeps an entry only when its transaction commits', async () => {
    const { audit, lines } = anAudit();
    const failing = storage.db.transaction().execute(async (tx) => {
      await audit.noteIn(tx, aNote());
      throw new Error('too bad');
    });
    await expect(failing).rejects.toThrow('too bad');
    expect(await storage.auditEntries.count()).toBe(0);
    const { hash } = await storage.db.transaction().execute((tx) => audit.noteIn(tx, aNote()));
    // Two lines of number 1: the later one counts.
    expect(lines.map(({ fields }) => fields.seq)).toEqual([1, 1]);
    expect(lines[1]?.fields.hash).toBe(hash);
  });

  it('rejects when the entry cannot be kept, and logs none', async () => {
    const { lines } = anAudit();
    const log = aLog(lines);
    const broken = () => Promise.reject(new Error('no database'));
    const audit = createAudit({ entries: { append: broken, appendIn: broken }, log });
    await expect(audit.note(aNote())).rejects.toThrow('no database');
    expect(lines).toEqual([]);
  });
});
