import { parseArmId, subscriptionIdOf } from '../domain/arm-id.ts';
import type { AuditEntry, AuditEvent } from '../domain/audit-entry.ts';
import type { Reply } from '../domain/reply.ts';
import { actions, button, type CardAction } from './buttons.ts';
import type { AuditRow, Line } from './card-data.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { cardTime, count, spanText } from './times.ts';

/** One page of the audit, and what it is a page of. */
export interface AuditPage {
  /** Newest first. */
  entries: readonly AuditEntry[];
  /** Entries over all pages. */
  total: number;
  /** Whom or what was asked for; undefined for everything. Untrusted text. */
  about: string | undefined;
  /** The words that `about` was found by, when it is not what was asked for. Untrusted text. */
  insteadOf?: string | undefined;
  /** What may have been meant by words that find nothing. Untrusted text. */
  meant?: readonly string[];
  hours: number;
  /** From 1. */
  page: number;
  pages: number;
  /** Arguments of `audit` for the same question without the page. */
  args: Record<string, unknown>;
  /** Keeps the pages where they are while new entries come in: the newest entry when this list was begun. */
  upTo: number;
  /** The newest entry of all; number 0 when there is none. */
  newest: { seq: number; hash: string };
  now: Date;
}

// As many names as a row on a phone has room for.
const mostNames = 3;
const week = 168;
const quarter = 90 * 24;

/** The answer to `audit`: who did what, how it went and when. */
export function auditCard(view: AuditPage): Reply {
  const scope = scopeOf(view);
  return reply('audit', {
    summary: scope,
    scope,
    lines: linesOf(view),
    rows: view.entries.map(rowOf),
    footer: footerOf(view),
    times: cardTime('As of', view.now),
    buttons: buttonsOf(view),
  });
}

function scopeOf({ total, about, hours }: AuditPage): string {
  const found = total === 0 ? 'No entries' : count(total, 'entry', 'entries');
  const word = about === undefined ? '' : ` about ${plain(parseArmId(about)?.name ?? about, 80)}`;
  return `${found}${word} in the last ${spanText(hours)}.`;
}

function linesOf({ total, page, pages, about, insteadOf, meant = [], hours }: AuditPage): Line[] {
  if (total > 0) {
    const paged =
      pages > 1 ? ` Page ${page.toLocaleString('en-US')} of ${pages.toLocaleString('en-US')}.` : '';
    const taken = insteadOf === undefined ? '' : ` Nothing else has “${plain(insteadOf, 80)}” in its name.`;
    return [{ text: `Newest first.${paged}${taken}` }];
  }
  if (meant.length > 0) return [{ text: 'Did you mean one of these?' }];
  const spelling =
    about === undefined
      ? ''
      : 'A person is found by a part of the name, a hub by its name or a part that no other has. ';
  const longer =
    hours < quarter ? 'Look further back to be sure.' : 'To look further back, name a time: 365d.';
  return [{ text: `${spelling}${longer}` }];
}

function footerOf({ newest: { seq, hash } }: AuditPage): string {
  if (seq === 0) return 'The audit holds no entry yet.';
  return `Newest entry of all: ${seq.toLocaleString('en-US')}, hash ${plain(hash.slice(0, 12))}`;
}

function rowOf(entry: AuditEntry): AuditRow {
  const { seq, at, decidedBy, actor } = entry;
  const decided =
    decidedBy && decidedBy.objectId !== actor?.objectId ? `Decided by ${nameOf(decidedBy)}` : '';
  return {
    what: plain(`${startOf(entry)}: ${deedOf(entry)}`, 400),
    outcome: outcomeOf(entry),
    decided,
    times: cardTime(`Entry ${seq.toLocaleString('en-US')} ·`, at),
  };
}

const byPerson: Partial<Record<AuditEvent, string>> = {
  asked: 'asked',
  approved: 'approved',
  declined: 'declined',
  cancelled: 'took back',
  refused: 'was refused',
  'approvals place set': 'set the place for approvals',
};
const byItself: Readonly<Record<AuditEvent, string>> = {
  asked: 'Asked',
  approved: 'Approved',
  declined: 'Declined',
  expired: 'Expired',
  cancelled: 'Cancelled',
  outdated: 'Overtaken by a change in Azure',
  started: 'Started',
  ended: 'Ended',
  corrected: 'Corrected by a later look at Azure',
  refused: 'Refused',
  'approvals place set': 'The place for approvals was set',
};

/** What was refused, by the command that stands before the reason when a change is known. */
const refused: Readonly<Record<string, string>> = {
  confirm: 'was refused a confirmation',
  'request enabling': 'was refused a request',
  cancel: 'was refused a withdrawal',
  decide: 'was refused a decision',
};

function stepOf({ event, outcome, change }: AuditEntry): string | undefined {
  if (event !== 'refused' || change === '') return undefined;
  return Object.keys(refused).find((step) => outcome.startsWith(`${step}: `));
}

function startOf(entry: AuditEntry): string {
  const { event, actor } = entry;
  const step = stepOf(entry);
  const verb = step === undefined ? byPerson[event] : refused[step];
  if (!actor) return byItself[event];
  return verb ? `${nameOf(actor)} ${verb}` : `${byItself[event]} for ${nameOf(actor)}`;
}

function nameOf({ name }: { name: string }): string {
  return plain(name, 80) || 'Somebody without a name';
}

const deeds: Readonly<Record<string, (on: string) => string>> = {
  connect: (on) => `connect ${on} to Microsoft Sentinel`,
  disconnect: (on) => `disconnect ${on} from Microsoft Sentinel`,
  enable: (on) => `enable Defender for IoT on ${on}`,
  'incidents on': (on) => `turn automatic incidents on for ${on}`,
  'incidents off': (on) => `turn automatic incidents off for ${on}`,
  'incident severities': (on) => `change which alerts make incidents for ${on}`,
};

function deedOf({ event, what, on }: AuditEntry): string {
  const names = on.slice(0, mostNames).map((name) => plain(name, 80));
  const rest = on.length - names.length;
  const subject =
    rest > 0 ? `${names.join(', ')} and ${rest.toLocaleString('en-US')} more` : names.join(', ');
  if (event === 'approvals place set' && subject) return subject;
  if (!subject) return plain(what, 80);
  return Object.hasOwn(deeds, what) ? (deeds[what]?.(subject) ?? subject) : `${plain(what, 80)} (${subject})`;
}

/** How it went; empty when the first line has said it all. A decision carries its reason behind its own word. */
function outcomeOf(entry: AuditEntry): string {
  const { event, outcome } = entry;
  const said = outcome === event ? '' : shortened(outcome.replace(`${stepOf(entry) ?? event}: `, ''));
  if (!said) return '';
  const isReason =
    event === 'approved' || event === 'declined' || event === 'refused' || event === 'cancelled';
  return `${isReason ? 'Reason' : 'Outcome'}: ${plain(said, 400)}`;
}

function buttonsOf({ page, pages, args, upTo, about, meant = [], hours }: AuditPage): CardAction[] {
  const at = (title: string, more: Record<string, unknown>) =>
    button(title, 'audit', { ...args, ...more }, { place: 'card' });
  return actions(
    ...meant.map((name) => at(plain(name, 80), { about: name })),
    // First, so that it stays under the mouse of somebody who pages on.
    page < pages ? at('Next ▶', { page: page + 1, upTo }) : undefined,
    page > 1 ? at('◀ Previous', { page: page - 1, upTo }) : undefined,
    hours < quarter ? at('Last 90 days', { hours: quarter }) : at('Last 7 days', { hours: week }),
    about === undefined ? undefined : at('All entries', { about: undefined }),
    at('Refresh', {}),
  );
}

/** `<action> on <ARM id> (role: <role>)`, as a refusal for missing rights names each of them. */
const missingAction = /(?<=: |; )\S+ on (\/subscriptions\/\S+) \(role: ([^;]+)\)(?:; |$)/g;
/** An ARM id; the last one of a text that was cut may lack its end. */
const armId = /\/subscriptions\/[^\s,;)(]+/g;

/** How changes end as a rule: the state, then what each step came to; values that were changed follow. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/^done: confirmed(?:; confirmed)*(?=$|\. )/, 'done, confirmed by Azure'],
  [/^accepted: (?:(?:not )?confirmed(?:; |(?=$|\. )))+/, 'accepted by Azure, not confirmed yet'],
];

/** The text as the card has room for it: the export has every action and whole ids. */
function shortened(text: string): string {
  const roles = [...text.matchAll(missingAction)].map(
    ([, scope = '', role = '']) => `the role ${role} on ${scopeName(scope)}`,
  );
  const first = text.search(missingAction);
  // What stands behind them was cut by the audit: its beginning would say little.
  if (first !== -1) return `${text.slice(0, first)}${[...new Set(roles)].join('; ')}`;
  return endings
    .reduce((said, [ending, words]) => said.replace(ending, words), text)
    .replace(armId, scopeName);
}

const kinds: Readonly<Record<string, string>> = {
  'microsoft.operationalinsights/workspaces': 'workspace',
  'microsoft.devices/iothubs': 'hub',
  'microsoft.security/iotsecuritysolutions': 'solution',
  '': 'resource group',
};

function scopeName(scope: string): string {
  const id = parseArmId(scope);
  const kind = id ? kinds[id.type.toLowerCase()] : subscriptionIdOf(scope) && 'subscription';
  const name = scope.slice(scope.lastIndexOf('/') + 1);
  return kind ? `${kind} ${name}` : name;
}
