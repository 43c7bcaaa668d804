import type { MissingRight, Prerequisite } from '../domain/prerequisite.ts';
import type { Line, Section } from './card-data.ts';
import { plain } from './text.ts';

// As many as an administrator reads in one message, and the characters of the card that they may take.
const mostLines = 12;
const mostCharacters = 7_000;
// What the template adds around a line.
const frame = 130;

/** What to do about a deny assignment. Its name is untrusted text. */
export function denialText(name: string): string {
  return `The deny assignment “${plain(name, 80)}” blocks this; a role cannot lift it. Ask its owner.`;
}

/** The actions that are missing, and the role or the deny assignment that this is about. */
export function missingText(missing: readonly MissingRight[]): string {
  const actions = missing.slice(0, 6).map(({ action }) => plain(action, 120));
  const asked = missing.filter(({ deniedBy }) => deniedBy === undefined);
  const roles = [...new Set(asked.map(({ role }) => plain(role, 80)))];
  const denials = [...new Set(missing.flatMap(({ deniedBy }) => deniedBy ?? []))].slice(0, 2);
  return [
    `${actions.join(', ')}.`,
    ...(roles.length > 0 ? [`Role to ask for: ${roles.join(', ')}`] : []),
    ...denials.map(denialText),
  ].join(' ');
}

/** Words to send to an administrator: one line per role and scope, for the person and for the bot. */
export function askSections(
  prerequisites: readonly Prerequisite[],
  askedBy: { name: string; objectId: string },
): Section[] {
  const you = `${plain(askedBy.name, 80)} (object id ${plain(askedBy.objectId, 40)})`;
  const lines = (['you', 'bot'] as const).flatMap((who) => {
    const asked = prerequisites.filter(({ subject, needed }) => subject === who && needed);
    const missing = asked.flatMap((one) => one.missing).filter(({ deniedBy }) => deniedBy === undefined);
    return widest(missing).map(
      ({ role, scope }): Line => ({
        text: `Please give ${who === 'you' ? you : 'the Hubwatch identity'} the role ${plain(role, 80)} on ${plain(scope, 300)}`,
      }),
    );
  });
  if (lines.length === 0) return [];
  const kept = lines.slice(0, mostLines).filter((_, i) => sizeOf(lines.slice(0, i + 1)) <= mostCharacters);
  const rest = lines.length - kept.length;
  const more = rest > 0 ? [{ text: `… and ${rest} more; check again when these are given.` }] : [];
  return [{ heading: 'For an administrator', lines: [...kept, ...more] }];
}

function sizeOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + frame + JSON.stringify(line).length, 0);
}

/** One right per role and scope, without those that the same role on a wider scope brings along. */
function widest(rights: readonly MissingRight[]): MissingRight[] {
  const within = (inner: MissingRight, outer: MissingRight) =>
    inner.role === outer.role && inner.scope.toLowerCase().startsWith(`${outer.scope.toLowerCase()}/`);
  return rights.filter(
    (right, i) =>
      !rights.some((other) => within(right, other)) &&
      rights.findIndex(({ role, scope }) => role === right.role && scope === right.scope) === i,
  );
}
