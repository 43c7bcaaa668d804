import { parseArmId, sameArmId } from '../domain/arm-id.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Hub, HubInventory } from '../domain/hub.ts';
import type { Workspace } from '../domain/workspace.ts';
import { type NextStep, UserError } from '../shared/errors.ts';
import { nearest } from './nearest.ts';

/** Where hubs come from. */
export interface HubsNeeds {
  /** All hubs, with the states that these workspaces know. */
  list(workspaces: readonly Workspace[], scope: CallScope): Promise<HubInventory>;
}

const showHubs: NextStep = { title: 'Show hubs', command: 'hubs' };

/**
 * Finds the hub that somebody means, by name, host name or ARM id, without regard to case. Several hubs of
 * one name, or none, end in a UserError whose buttons run `command` with the hubs that may be meant; `more`
 * are the other arguments of that command, `argsFor` what names a hub to it.
 */
export function findHub(
  { hubs }: Pick<HubInventory, 'hubs'>,
  wanted: string,
  command: string,
  more: Record<string, unknown> = {},
  argsFor: (hubId: string) => Record<string, unknown> = (hub) => ({ hub }),
): Hub {
  const word = wanted.trim();
  const found = hubsCalled(hubs, word);
  const [first] = found;
  if (first && found.length === 1) return first;
  const step = (hub: Hub, title: string): NextStep => ({
    title,
    command,
    args: { ...more, ...argsFor(hub.id) },
  });
  if (found.length > 1) throw severalHubs(word, found, step);
  // An id comes from a button: then there was such a hub.
  if (parseArmId(word)) {
    throw new UserError('This hub is not there any more, or the bot may no longer see it.', {
      title: 'Hub not found',
      next: [showHubs],
    });
  }
  throw noHub(word, hubs, step);
}

/** The hubs of exactly this name, host name or ARM id, without regard to case. An ARM id means one at most. */
export function hubsCalled(hubs: readonly Hub[], wanted: string): readonly Hub[] {
  const word = wanted.trim();
  const byId = hubs.find(({ id }) => sameArmId(id, word));
  if (byId) return [byId];
  return hubs.filter(({ name, hostName }) => [name, hostName].some((one) => same(one, word)));
}

function severalHubs(
  word: string,
  found: readonly Hub[],
  step: (hub: Hub, title: string) => NextStep,
): UserError {
  const more = found.length > 5 ? ' The first five are below.' : '';
  return new UserError(`${found.length} hubs are called ${word}.${more} Which one do you mean?`, {
    title: 'Which hub?',
    next: [
      ...found.slice(0, 5).map((hub) => step(hub, `${hub.subscriptionName} / ${hub.resourceGroup}`)),
      { ...showHubs, args: { words: [word] } },
    ],
  });
}

function noHub(word: string, hubs: readonly Hub[], step: (hub: Hub, title: string) => NextStep): UserError {
  const all = [...new Set(hubs.map(({ name }) => name))];
  // A part of one name only is a better guess than any slip of the fingers.
  const containing = all.filter((name) => name.toLowerCase().includes(word.toLowerCase()));
  const names = [...new Set([...(containing.length === 1 ? containing : []), ...nearest(word, all, 5)])];
  const meant = names.flatMap((name) => hubs.filter((hub) => same(hub.name, name))).slice(0, 5);
  const question =
    meant.length > 0 ? ' Did you mean one of these?' : ' The list of hubs shows all that the bot sees.';
  const title = (hub: Hub) =>
    meant.filter(({ name }) => same(name, hub.name)).length > 1
      ? `${hub.name} (${hub.resourceGroup})`
      : hub.name;
  return new UserError(`No hub is called ${word}.${question}`, {
    title: 'Hub not found',
    next: [...meant.map((hub) => step(hub, title(hub))), showHubs],
  });
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
