import { sql } from 'kysely';
import { afterAll, beforeEach } from 'vitest';
import { createAudit } from '../../src/audit/audit.ts';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import type { Change } from '../../src/domain/change.ts';
import type { ChangeCard } from '../../src/domain/change-card.ts';
import { type ChangeLedger, createChangeLedger } from '../../src/storage/change-ledger.ts';
import { aLog } from './a-log.ts';
import { aStorage, type TestStorage } from './test-database.ts';

/** A job as it waits in the database. */
export interface WaitingJob {
  data: unknown;
  /** Singleton key. */
  key: string | null;
  at: Date;
}

/** The real ledger over a test's storage, with eyes for what it left there. */
export interface TestLedger extends ChangeLedger {
  /** Puts a change there with its cards, and forgets the jobs that this made. Gives the cards' ids. */
  keep(change: Change, cards?: readonly Partial<ChangeCard>[]): Promise<string[]>;
  /** The change; throws when there is none. */
  have(id: string): Promise<Change>;
  jobs(queue: 'changes' | 'change-cards'): Promise<WaitingJob[]>;
  /** The cards that are to be drawn, by their ids, each once, sorted. */
  drawn(): Promise<string[]>;
  /** What is in the audit, oldest first: event, kind of change, outcome. */
  told(): Promise<string[]>;
  entries(): Promise<AuditEntry[]>;
  /** Deletes changes, cards, places, jobs and the audit: for `beforeEach`. */
  empty(): Promise<void>;
}

/**
 * A storage and its ledger for the whole test file that asks for it, at its top: emptied before each test, deleted
 * after the last one.
 */
export async function aLedgerForThisFile(): Promise<{ storage: TestStorage; ledger: TestLedger }> {
  const storage = await aStorage();
  const ledger = aLedger(storage);
  beforeEach(() => ledger.empty());
  afterAll(() => storage.remove());
  return { storage, ledger };
}

/** The ledger as the product builds it. */
function aLedger(storage: TestStorage): TestLedger {
  const { db, jobs } = storage;
  const { noteIn } = createAudit({ entries: storage.auditEntries, log: aLog() });
  const ledger = createChangeLedger({ db, jobs, noteIn });
  const entries = async () => (await storage.auditEntries.find({ limit: 1000 })).toReversed();
  const forgetJobs = () => sql`delete from hubwatch_jobs.job`.execute(db);
  const jobsOf: TestLedger['jobs'] = async (queue) => {
    const { rows } = await sql<WaitingJob>`
      select data, singleton_key as key, start_after as at from hubwatch_jobs.job
      where name = ${queue} order by created_on, id`.execute(db);
    return rows;
  };
  return {
    ...ledger,
    jobs: jobsOf,
    entries,
    async keep(change, cards = []) {
      const ids = await ledger.transaction(async (t) => {
        await t.insert(change);
        const made: string[] = [];
        for (const { shownVersion = 0, ...card } of cards) {
          const id = await t.addCard({
            kind: 'card',
            audience: 'requester',
            conversation: change.conversation,
            state: 'shown',
            notice: '',
            ...card,
            changeId: change.id,
          });
          await t.moveCard(id, [card.state ?? 'shown'], { shownVersion });
          made.push(id);
        }
        return made;
      });
      await forgetJobs();
      return ids;
    },
    async have(id) {
      const change = await ledger.get(id);
      if (!change) throw new Error(`no change ${id}`);
      return change;
    },
    async drawn() {
      const waiting = await jobsOf('change-cards');
      return [...new Set(waiting.map(({ data }) => JSON.stringify(data)))]
        .map((text) => String(JSON.parse(text).card))
        .toSorted();
    },
    told: async () => (await entries()).map(({ event, what, outcome }) => `${event} ${what}: ${outcome}`),
    async empty() {
      // One statement, because a file has dozens of tests. The audit refuses to forget, so its guards are held back.
      await sql`
        do $$ begin
          set local session_replication_role = replica;
          delete from hubwatch.change_cards;
          delete from hubwatch.changes;
          delete from hubwatch.approval_places;
          delete from hubwatch_jobs.job;
          delete from hubwatch.audit_entries;
          update hubwatch.audit_head set seq = 0, hash = repeat('0', 64);
        end $$`.execute(db);
    },
  };
}
