import type { MissingRight } from '../domain/prerequisite.ts';
import type { Reply } from '../domain/reply.ts';
import type { NextStep } from '../shared/errors.ts';
import { actions, button, mostButtons, type Place } from './buttons.ts';
import type { Fact, FrameStyle, Section } from './card-data.ts';
import { denialText } from './missing-words.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { cardTime } from './times.ts';

/** What kind of message it is; decides its sign and colour. */
export type MessageKind = 'problem' | 'refusal' | 'question' | 'progress' | 'trouble' | 'done';

/** A message for one person: what happened, and what to do next. */
export interface Message {
  kind: MessageKind;
  title: string;
  /** Paragraphs, one text each. Untrusted text is fine here, not in the title. */
  lines: readonly string[];
  details?: readonly { label: string; value: string }[];
  /** Text to be copied and sent to somebody. */
  ask?: { heading: string; lines: readonly string[] };
  next?: readonly (NextStep & { place?: Place })[];
  /** A moment that matters, in the reader's own time zone. */
  time?: { label: string; at: Date };
  /** Shown as a reference that leads to the log. */
  correlationId?: string;
}

const looks: Readonly<Record<MessageKind, { mark: string; style: FrameStyle }>> = {
  problem: { mark: '⚠️', style: 'warning' },
  refusal: { mark: '⛔', style: 'attention' },
  question: { mark: '🤔', style: 'emphasis' },
  progress: { mark: '⏳', style: 'accent' },
  trouble: { mark: '❌', style: 'attention' },
  done: { mark: '✅', style: 'good' },
};

/** A card for everything that is not an answer: errors, refusals, suggestions, progress. */
export function messageCard(message: Message): Reply {
  const { kind, title, lines, details = [], ask, next = [], time, correlationId } = message;
  const texts = lines
    .map((line) => plain(line, 800))
    .filter(Boolean)
    .slice(0, 8);
  return reply('message', {
    summary: `${title}. ${texts.join(' ')}`,
    ...looks[kind],
    heading: title,
    lines: texts.map((text) => ({ text })),
    details: details
      .slice(0, 12)
      .map(({ label, value }): Fact => ({ label, value: plain(value, 400), color: 'default', meaning: '' })),
    ask: ask ? [askSection(ask)] : [],
    times: time ? cardTime(time.label, time.at) : [],
    footer: correlationId ? `Reference: ${plain(correlationId, 80)}` : '',
    buttons: actions(
      ...next
        .slice(0, mostButtons)
        .map((step) => button(step.title, step.command, step.args ?? {}, { place: step.place ?? 'chat' })),
    ),
  });
}

/** Says which rights are missing, and gives the words to ask an administrator for them. */
export function missingRightsCard(refusal: {
  /** To complete "You need this to …". */
  purpose: string;
  /** Names of the workspaces that were looked at. */
  workspaces: readonly string[];
  missing: readonly MissingRight[];
  askedBy: { name: string; objectId: string };
  correlationId: string;
}): Reply {
  const { purpose, missing, askedBy } = refusal;
  const who = `${plain(askedBy.name, 80)} (object id ${plain(askedBy.objectId, 40)})`;
  const grantable = missing.filter(({ deniedBy }) => deniedBy === undefined);
  const wishes = [
    ...new Set(grantable.map(({ role, scope }) => `Please give ${who} the role ${role} on ${scope}`)),
  ];
  const denials = [...new Set(missing.flatMap(({ deniedBy }) => deniedBy ?? []))];
  const where = refusal.workspaces.length > 0 ? ` in ${refusal.workspaces.join(', ')}` : '';
  const { card } = messageCard({
    kind: 'refusal',
    title: 'You lack a right for this',
    lines: [
      `${denials.length > 0 ? 'Azure does' : 'Your own Azure roles do'} not allow you to ${purpose}${where}.`,
      ...denials.slice(0, 4).map(denialText),
      ...(wishes.length > 0
        ? ['Send the text below to an administrator. A new role takes some minutes to work.']
        : []),
    ],
    details: byScope(missing)
      .slice(0, 4)
      .flatMap(({ actions, scope, role, deniedBy }) => [
        { label: actions.length > 1 ? 'Missing actions' : 'Missing action', value: actions.join(', ') },
        { label: 'Scope', value: scope },
        deniedBy === undefined
          ? { label: 'Role to ask for', value: role }
          : { label: 'Deny assignment', value: deniedBy },
      ]),
    ...(wishes.length > 0 ? { ask: { heading: 'For an administrator', lines: wishes.slice(0, 6) } } : {}),
    next: [{ title: 'Help', command: 'help' }],
    correlationId: refusal.correlationId,
  });
  // After a click this line is all that is shown, so it names what is missing.
  const summary = plain(`You lack a right to ${purpose}. ${inOneLine(missing)}`, 500);
  return { card: { ...card, fallbackText: summary }, summary };
}

function inOneLine(missing: readonly MissingRight[]): string {
  return byScope(missing)
    .map(({ actions, scope, role, deniedBy }) => {
      const cure = deniedBy === undefined ? `Role to ask for: ${role}.` : denialText(deniedBy);
      return `Missing: ${actions.join(', ')} on ${scope}. ${cure}`;
    })
    .join(' ');
}

interface MissingGroup {
  scope: string;
  role: string;
  deniedBy: string | undefined;
  actions: string[];
}

/** Rights that one role at one scope brings, or that one deny assignment takes away, together. */
function byScope(missing: readonly MissingRight[]): MissingGroup[] {
  const groups = new Map<string, MissingGroup>();
  for (const { action, scope, role, deniedBy } of missing) {
    const key = JSON.stringify([scope, role, deniedBy]);
    const group = groups.get(key) ?? { scope, role, deniedBy, actions: [] };
    group.actions.push(action);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function askSection({ heading, lines }: { heading: string; lines: readonly string[] }): Section {
  return { heading, lines: lines.map((line) => ({ text: plain(line, 600) })) };
}
