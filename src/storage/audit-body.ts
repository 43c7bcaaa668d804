import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type AuditEntry, type AuditNote, auditEvents } from '../domain/audit-entry.ts';
import type { Person } from '../domain/person.ts';
import { UserError } from '../shared/errors.ts';
import type { AuditEntryRow } from './audit-rows.ts';
import { plainText } from './plain-text.ts';

// What an entry's text looks like, what is hashed, and which columns follow from it.

/** Stands in for the hash before the first entry. */
export const noHash = '0'.repeat(64);

/** Longer texts are cut: some come from outside, and a forged card must not fill the database. */
const longestText = 2_000;
/** A search column holds this much of a text. PostgreSQL refuses to index more than 2,704 bytes of one value. */
const longestSearched = 400;

const PersonBody = z.object({ tenantId: z.string(), objectId: z.string(), name: z.string() });
const Body = z.object({
  seq: z.int(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  // Any word: an entry of a newer version can be verified all the same.
  event: z.string(),
  actor: PersonBody.nullable(),
  what: z.string(),
  on: z.array(z.string()),
  ids: z.array(z.string()),
  change: z.string(),
  decidedBy: PersonBody.optional(),
  outcome: z.string(),
  correlationId: z.string(),
});

/** An entry as its text tells it. */
export type AuditBody = z.output<typeof Body>;

/** The text of an entry: what is hashed and kept for good. Fit for PostgreSQL, with every text cut to 2,000. */
export function writeBody(seq: number, at: Date, note: AuditNote): string {
  const { event, actor, what, on, ids, change, decidedBy, outcome, correlationId } = note;
  const body = {
    seq,
    at: at.toISOString(),
    event,
    actor: actor ? personBody(actor) : null,
    what,
    on,
    ids,
    change,
    ...(decidedBy ? { decidedBy: personBody(decidedBy) } : {}),
    outcome,
    correlationId,
  };
  return JSON.stringify(body, (_key, part: unknown) => (typeof part === 'string' ? kept(part) : part));
}

/** What an entry's text says; undefined when it is no entry's text. */
export function readBody(text: string): AuditBody | undefined {
  try {
    return Body.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * The entry in a row.
 *
 * @throws UserError when its text cannot be read: it was changed, or written by a newer version. Leaving it out would
 * hide just the entry that matters.
 */
export function toEntry({ seq, hash, body }: Pick<AuditEntryRow, 'seq' | 'hash' | 'body'>): AuditEntry {
  const said = readBody(body);
  const event = auditEvents.find((one) => one === said?.event);
  if (!said || !event) {
    throw new UserError(
      `Entry ${seq} of the audit cannot be read: it was changed, or a newer Hubwatch wrote it. Please ask an ` +
        'administrator to run npm run audit:verify.',
      { title: 'The audit cannot be shown' },
    );
  }
  return { ...said, seq, hash, event, actor: said.actor ?? undefined };
}

/** The hash of an entry: SHA-256 over the hash before it, a line break and its text, as hex. */
export function chainHash(previous: string, body: string): string {
  return createHash('sha256').update(`${previous}\n${body}`).digest('hex');
}

/** The columns that a row is found by, as they follow from its text. */
export function searchColumns(body: AuditBody): Omit<AuditEntryRow, 'seq' | 'hash' | 'body'> {
  const { at, event, actor, decidedBy, change, on, ids } = body;
  const people = [actor, decidedBy].filter((person) => person !== null && person !== undefined);
  return {
    at,
    event,
    actor_id: actor ? searched(actor.objectId) : null,
    decider_id: decidedBy ? searched(decidedBy.objectId) : null,
    change_id: changeKey(change),
    people: people.map(({ name }) => searched(name)).join('\n'),
    ids: distinct(ids.map(searched)),
    names: distinct(
      [...on.flatMap(namesIn), ...ids.map((id) => id.slice(id.lastIndexOf('/') + 1))].map(searched),
    ),
  };
}

/** A text as search columns hold it and as searches must ask for it: no difference of case or of accents' spelling. */
export function searched(text: string): string {
  const folded = text.slice(0, longestSearched).normalize('NFC').toLowerCase();
  return plainText(folded.slice(0, longestSearched));
}

/** A change's id as its column holds it and as searches must ask for it: case counts. */
export function changeKey(change: string): string {
  return plainText(change.slice(0, longestSearched));
}

// `hub plant-7` is found as `plant-7` as well.
function namesIn(name: string): string[] {
  const space = name.indexOf(' ');
  return space === -1 ? [name] : [name, name.slice(space + 1)];
}

function kept(text: string): string {
  return plainText(text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text);
}

function personBody({ tenantId, objectId, name }: Person): Person {
  return { tenantId, objectId, name };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
