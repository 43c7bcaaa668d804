import { z } from 'zod';
import { auditCard } from '../cards/audit-card.ts';
import type { Clock } from '../shared/clock.ts';
import type { AuditEntries } from '../storage/audit-entries.ts';
import { spanAt } from './alert-words.ts';
import type { Command } from './command.ts';
import { nearest } from './nearest.ts';
import { PageNumber, pageOf, readPage, rowsPerPage } from './pages.ts';

/** Reads the audit. */
export type AuditNeeds = Pick<AuditEntries, 'find' | 'count' | 'head' | 'names'>;

const usualHours = 7 * 24;
/** Ten years: the audit forgets nothing, so this only catches slips of the fingers. */
const mostHours = 10 * 365 * 24;

const AuditArgs = z.strictObject({
  about: z.string().trim().min(1).max(400).optional(),
  hours: z
    .int()
    .refine((hours) => hours >= 1, 'Please give a time of at least one hour.')
    .refine((hours) => hours <= mostHours, 'Please give a time of at most ten years.')
    .default(usualHours),
  page: PageNumber,
  /** From the buttons: the newest entry when the list was begun. */
  upTo: z.int().min(1).optional(),
});

/**
 * `audit [person|hub] [time]`: who asked for what, who agreed, how it went. The audit is one for all workspaces, so no
 * answer leaves one out.
 */
export function audit(needs: { audit: AuditNeeds; clock: Clock }): Command<z.output<typeof AuditArgs>> {
  return {
    name: 'audit',
    aliases: ['show audit', 'audit log', 'audit trail', 'show audit log', 'show the audit'],
    usage: 'audit [person|hub] [24h|7d]',
    summary: 'Show who asked for, approved and changed what, by person, hub and time.',
    examples: ['audit', 'audit plant-7', 'audit Arjun 30d', 'audit page 2'],
    permission: 'hubs.read',
    args: AuditArgs,
    read: readAuditWords,
    async run({ args: { about: asked, hours, page, upTo: begun } }) {
      const now = needs.clock.now();
      const newest = (await needs.audit.head()) ?? { seq: 0, hash: '' };
      const upTo = begun ?? newest.seq;
      const times = { since: new Date(now.getTime() - hours * 3_600_000), before: upTo + 1 };
      const found = await needs.audit.count({ ...times, about: asked });
      const guessed = found > 0 || asked === undefined ? nothing : await guess(asked, times, needs.audit);
      const about = guessed.only ?? asked;
      const total = guessed.only === undefined ? found : await needs.audit.count({ ...times, about });
      const at = pageOf(page, total);
      const entries = await needs.audit.find({ ...times, about, limit: rowsPerPage, offset: at.offset });
      return auditCard({
        entries,
        total,
        about,
        insteadOf: guessed.only === undefined ? undefined : asked,
        meant: guessed.near,
        hours,
        page: at.page,
        pages: at.pages,
        args: { about, hours },
        upTo,
        newest,
        now,
      });
    },
  };
}

/** What somebody may have meant whose words found nothing. */
interface Guess {
  /** The one name that they are a part of. */
  only?: string;
  /** Names that are alike, best first, when there is no such one. */
  near: readonly string[];
}
const nothing: Guess = { near: [] };
/** Shorter parts are in too many names. */
const shortestPart = 3;
/** As many as the card has buttons for. */
const mostMeant = 3;
/** Conversations are found by their ids as well, but nobody types those. */
const isConversation = /^(?:a|\d+):/;

async function guess(
  asked: string,
  times: { since: Date; before: number },
  { names }: Pick<AuditNeeds, 'names'>,
): Promise<Guess> {
  const part = asked.toLowerCase();
  if (part.length < shortestPart || part.includes('/')) return nothing;
  const all = (await names(part, times)).filter((name) => !isConversation.test(name));
  const distinct = withoutHalves(all);
  const [only, ...others] = distinct.filter((name) => name.includes(part));
  if (only !== undefined && others.length === 0) return { only, near: [] };
  return { near: nearest(part, distinct, mostMeant) };
}

/** The audit finds a name of several words without its first one as well: `hub plant-7`, `Contoso Field Services`. */
function withoutHalves(names: readonly string[]): string[] {
  const tails = names.filter((name) => name.includes(' ')).map((name) => name.slice(name.indexOf(' ') + 1));
  return names.filter((name) => (name.startsWith('hub ') ? !names.includes(name.slice(4)) : !isTail(name)));

  function isTail(name: string): boolean {
    return tails.includes(name) && !names.includes(`hub ${name}`);
  }
}

const fillers: readonly string[] = ['for', 'of', 'by', 'about', 'from', 'on', 'in', 'the', 'since', 'hub'];
const looksBack: readonly string[] = ['last', 'past'];
const alone = /^(?:day|week|month|hour)$/i;

function readAuditWords(typed: readonly string[]): Record<string, unknown> {
  // Only `page 2` counts here: a bare number may belong to a name.
  const isPaged = typed.at(-2)?.toLowerCase() === 'page';
  const { words, page } = isPaged ? readPage(typed) : { words: typed, page: undefined };
  const rest: string[] = [];
  let hours: number | undefined;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    const span = isSpan(words, i) ? spanAt(words, i) : undefined;
    if (span) {
      hours = span.hours;
      i += span.words - 1;
    } else if (!isFiller(words, i)) rest.push(word);
  }
  return {
    ...(rest.length > 0 ? { about: rest.join(' ') } : {}),
    ...(hours === undefined ? {} : { hours }),
    ...(page === undefined ? {} : { page }),
  };
}

// People are called Day: the bare word is a time only where it can be nothing else.
function isSpan(words: readonly string[], at: number): boolean {
  return (
    !alone.test(words[at] ?? '') ||
    words.length === 1 ||
    looksBack.includes(words[at - 1]?.toLowerCase() ?? '')
  );
}

// A lone filler may be a name.
function isFiller(words: readonly string[], at: number): boolean {
  const word = words[at]?.toLowerCase() ?? '';
  if (looksBack.includes(word)) return spanAt(words, at + 1) !== undefined;
  return words.length > 1 && fillers.includes(word);
}
