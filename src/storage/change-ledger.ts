import { randomBytes } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { AuditNote } from '../domain/audit-entry.ts';
import type { Change, ChangeState } from '../domain/change.ts';
import type { ApprovalPlace, CardState, ChangeCard } from '../domain/change-card.ts';
import { readApprovalPlace, writeApprovalPlace } from './approval-places.ts';
import {
  type CardPatch,
  type ChangePatch,
  cardsOf,
  changesAfter,
  insertCard,
  insertChange,
  listChanges,
  moveCard,
  moveChange,
  readCard,
  readChange,
  touchChange,
  type Validity,
} from './change-records.ts';
import type { Jobs } from './jobs.ts';
import { changeCardQueue, changeQueue } from './queues.ts';
import type { Tables } from './schema.ts';

/** What can be done to changes inside one transaction: all of it happens, or nothing. */
export interface ChangeWork {
  get(id: string): Promise<Change | undefined>;
  /** Changes that wait, or waited, for this one. */
  after(id: string): Promise<Change[]>;
  card(id: string): Promise<ChangeCard | undefined>;
  cards(changeId: string): Promise<ChangeCard[]>;
  insert(change: Change): Promise<void>;
  /** Undefined when the change is in none of the states in `from`, or `validity` does not hold: somebody was faster. */
  move(
    id: string,
    from: readonly ChangeState[],
    to: ChangeState,
    patch?: ChangePatch,
    validity?: Validity,
  ): Promise<Change | undefined>;
  /** Gives the new card's id. */
  addCard(card: Omit<ChangeCard, 'id' | 'shownVersion'>): Promise<string>;
  /** False when the card is in none of the states in `from`. */
  moveCard(id: string, from: readonly CardState[], patch: CardPatch): Promise<boolean>;
  /** What a card shows has changed, although the change itself has not: its own cards are drawn anew. */
  touch(changeId: string): Promise<void>;
  /** Has every card of a change drawn anew after the commit, and those of the changes that wait for it. */
  redraw(changeId: string): Promise<void>;
  /** Has a change carried out after the commit; with `look`, looked at again at that moment. */
  run(change: Change, later?: { look: number; at: Date }): Promise<void>;
  approvalPlace(tenantId: string): Promise<ApprovalPlace | undefined>;
  setApprovalPlace(place: ApprovalPlace): Promise<void>;
  /** Written last, because appends to the audit wait for each other. */
  audit(note: AuditNote): void;
}

/** Changes and all that belongs to them. */
export interface ChangeLedger {
  transaction<T>(work: (t: ChangeWork) => Promise<T>): Promise<T>;
  get(id: string): Promise<Change | undefined>;
  after(id: string): Promise<Change[]>;
  /** Requests of a tenant that wait for an approver, oldest first, at most 200. */
  asked(tenantId: string): Promise<Change[]>;
  /** Changes of a tenant in any of these states, oldest first, at most 200. */
  inStates(tenantId: string, states: readonly ChangeState[]): Promise<Change[]>;
  /** Previews and requests that nobody answered until `now`, at most 200. */
  expired(now: Date): Promise<Change[]>;
  card(id: string): Promise<ChangeCard | undefined>;
  cards(changeId: string): Promise<ChangeCard[]>;
  approvalPlace(tenantId: string): Promise<ApprovalPlace | undefined>;
}

/** What the ledger stands on. */
export interface LedgerNeeds {
  db: Kysely<Tables>;
  jobs: Jobs;
  /** Appends to the audit inside the transaction. */
  noteIn(tx: Transaction<Tables>, note: AuditNote): Promise<unknown>;
}

/** A random id of 128 bits that fits into a button and cannot be guessed. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}

/** The ledger over an open database. */
export function createChangeLedger({ db, jobs, noteIn }: LedgerNeeds): ChangeLedger {
  return {
    transaction: (work) =>
      db.transaction().execute(async (tx) => {
        const notes: AuditNote[] = [];
        const result = await work(workIn(tx, jobs, notes));
        for (const note of notes) await noteIn(tx, note);
        return result;
      }),
    get: (id) => readChange(db, id),
    after: (id) => changesAfter(db, id),
    asked: (tenantId) => listChanges(db, ['asked'], { tenantId }),
    inStates: (tenantId, states) => listChanges(db, states, { tenantId }),
    expired: (now) => listChanges(db, ['previewed', 'asked'], { expiredAt: now }),
    card: (id) => readCard(db, id),
    cards: (changeId) => cardsOf(db, changeId),
    approvalPlace: (tenantId) => readApprovalPlace(db, tenantId),
  };
}

function workIn(tx: Transaction<Tables>, jobs: Jobs, notes: AuditNote[]): ChangeWork {
  const draw = async (changeId: string): Promise<void> => {
    for (const card of await cardsOf(tx, changeId)) {
      if (card.state === 'to post' || isEdited(card)) await show(card);
    }
  };
  const show = ({ id, conversation }: Pick<ChangeCard, 'id' | 'conversation'>) =>
    jobs.sendIn(tx, changeCardQueue, { card: id }, { singletonKey: conversation.id });
  return {
    get: (id) => readChange(tx, id),
    after: (id) => changesAfter(tx, id),
    card: (id) => readCard(tx, id),
    cards: (changeId) => cardsOf(tx, changeId),
    insert: (change) => insertChange(tx, change),
    move: (id, from, to, patch, validity) => moveChange(tx, id, from, to, patch, validity),
    async addCard(card) {
      const id = newId();
      await insertCard(tx, { ...card, id, shownVersion: 0 });
      if (card.state === 'to post') await show({ ...card, id });
      return id;
    },
    moveCard: (id, from, patch) => moveCard(tx, id, from, patch),
    async touch(changeId) {
      await touchChange(tx, changeId);
      await draw(changeId);
    },
    async redraw(changeId) {
      await draw(changeId);
      for (const { id } of await changesAfter(tx, changeId)) {
        await touchChange(tx, id);
        await draw(id);
      }
    },
    async run(change, later) {
      const data = { change: change.id, ...(later ? { look: later.look } : {}) };
      await jobs.sendIn(tx, changeQueue, data, {
        singletonKey: keyOf(change, later !== undefined),
        ...(later ? { startAfter: later.at } : {}),
      });
    },
    approvalPlace: (tenantId) => readApprovalPlace(tx, tenantId),
    setApprovalPlace: (place) => writeApprovalPlace(tx, place),
    audit: (note) => void notes.push(note),
  };
}

/** Is it kept up to date? */
function isEdited({ kind, state, activityId }: ChangeCard): boolean {
  return kind === 'card' && state === 'shown' && activityId !== undefined;
}

/** What must not run at the same time. A later look changes nothing in Azure. */
function keyOf({ id, plan }: Change, isLook: boolean): string {
  return plan.kind === 'enable' && !isLook ? `enable ${plan.subscriptionId}` : id;
}
