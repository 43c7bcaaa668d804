import type { ActionSet, Denial, Rights } from '../domain/grant.ts';
import type { MissingRight } from '../domain/prerequisite.ts';

/** How strict the judgement is. */
export interface Judgement {
  /** True when the action changes something: then an assignment with a condition never counts, because we cannot evaluate the condition. */
  write: boolean;
}

/**
 * Does Azure allow the action? As Azure judges: some grant lists it and does not take it back with
 * `notActions`, and no denial lists it (learn.microsoft.com, "Understand Azure role definitions" and
 * "Understand Azure deny assignments"). What is not known to be allowed is denied. Pure.
 */
export function allows(rights: Rights, action: string, { write }: Judgement): boolean {
  if (action === '' || action.includes('*')) return false; // only a single, named action can be judged
  if (denialOf(rights, action)) return false;
  return rights.grants.some(
    ({ conditional, permissions }) =>
      !(write && conditional) && permissions.some((set) => covers(set, action)),
  );
}

/**
 * The actions that are not allowed, with the role to ask for, or the deny assignment that no role lifts; empty
 * means allowed. An action that does not end in `/read` counts as a write.
 */
export function missingRights(rights: Rights, actions: readonly string[], role: string): MissingRight[] {
  return actions
    .filter((action) => !allows(rights, action, { write: !/\/read$/i.test(action) }))
    .map((action) => {
      const denial = denialOf(rights, action);
      const deniedBy = denial ? { deniedBy: denial.name || 'without a name' } : {};
      return { action, scope: rights.scope, role, ...deniedBy };
    });
}

function denialOf({ denials }: Rights, action: string): Denial | undefined {
  return denials.find(({ permissions }) => permissions.some((set) => covers(set, action)));
}

function covers({ actions, notActions }: ActionSet, action: string): boolean {
  return (
    actions.some((pattern) => matches(pattern, action)) &&
    !notActions.some((pattern) => matches(pattern, action))
  );
}

/**
 * `*` stands for any run of characters, slashes too; case does not count. Compared piece by piece from left
 * to right, so that no pattern makes it slow.
 */
function matches(pattern: string, action: string): boolean {
  const wanted = action.toLowerCase();
  const pieces = pattern.toLowerCase().split('*');
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return wanted === first;
  if (!wanted.startsWith(first) || !wanted.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = wanted.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= wanted.length - last.length;
}
