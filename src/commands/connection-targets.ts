import type { ConnectionTarget } from '../changes/plan-connections.ts';
import { sameArmId, subscriptionIdOf } from '../domain/arm-id.ts';
import type { Hub, HubInventory } from '../domain/hub.ts';
import type { Workspace } from '../domain/workspace.ts';
import { UserError } from '../shared/errors.ts';
import { findHub, hubsCalled } from './find-hub.ts';

/** As many subscriptions as one preview shows and one person can judge. */
export const mostTargets = 10;

/** Words before a name that say nothing. */
const fillers = /^(?:the|iot|hubs?|subscriptions?)\s+/i;

/** Reads `a, b and c to workspace` as targets and a workspace. Names of subscriptions have blanks in them. */
export function readTargets(words: readonly string[]): { targets?: string[]; workspace?: string } {
  const at = words.findLastIndex((word) => /^(to|from)$/i.test(word));
  const after = at > 0 ? words.slice(at + 1).join(' ') : '';
  // "connect plant-7 to Microsoft Sentinel" names the product, not a workspace.
  const isProduct = /^(?:microsoft |azure )?sentinel$/i.test(after);
  const workspace = !isProduct && after !== '' && !after.includes(' ') ? after : undefined;
  const rest = isProduct || workspace !== undefined ? words.slice(0, at) : words;
  const targets = rest
    .join(' ')
    .split(/\s*[,;]\s*|\s+(?:and|&|\+)\s+/i)
    .map((target) => target.trim())
    .filter((target) => target !== '');
  return {
    ...(targets.length > 0 ? { targets } : {}),
    ...(workspace === undefined ? {} : { workspace }),
  };
}

/**
 * The subscriptions that are meant, each once, with the hubs that were named. A word is a hub's name or ARM id, or a
 * subscription's name or id; several hubs may stand side by side.
 *
 * @throws UserError, with what may have been meant as buttons of `command`, for a word that is neither.
 */
export function findTargets(
  wanted: readonly string[],
  { hubs }: Pick<HubInventory, 'hubs'>,
  workspace: Workspace,
  command: string,
): ConnectionTarget[] {
  const found = new Map<string, ConnectionTarget>();
  for (const word of wanted.flatMap((one) => splitHubs(one, hubs))) {
    for (const { hub, named } of meantBy(word, hubs, command)) {
      const known = found.get(hub.subscriptionId);
      found.set(hub.subscriptionId, {
        workspace,
        subscriptionId: hub.subscriptionId,
        subscriptionName: hub.subscriptionName,
        named: [...new Set([...(known?.named ?? []), ...(named ? [hub.id] : [])])],
      });
    }
  }
  if (found.size > mostTargets) {
    throw new UserError(
      `That is ${found.size} subscriptions. Please take at most ${mostTargets} at once, so that the preview can be read.`,
      { title: 'Too many at once', next: [{ title: 'Show hubs', command: 'hubs' }] },
    );
  }
  return [...found.values()];
}

/** `plant-1 plant-2` are two hubs, and `the hub plant-1` is `plant-1`, when nothing is called so as a whole. */
function splitHubs(wanted: string, hubs: readonly Hub[]): string[] {
  const isCalled = (name: string) =>
    hubsCalled(hubs, name).length > 0 || ofSubscription(name, hubs).length > 0;
  if (isCalled(wanted)) return [wanted];
  const word = withoutFillers(wanted);
  const parts = word.split(/\s+/);
  return !isCalled(word) && parts.length > 1 && parts.every((part) => hubsCalled(hubs, part).length > 0)
    ? parts
    : [word];
}

function meantBy(word: string, hubs: readonly Hub[], command: string): { hub: Hub; named: boolean }[] {
  const called = hubsCalled(hubs, word);
  const [first] = ofSubscription(word, hubs);
  if (called.length === 0 && first) return [{ hub: first, named: false }];
  const hub = findHub({ hubs }, word, command, {}, (id) => ({ targets: [id] }));
  return [{ hub, named: true }];
}

function ofSubscription(word: string, hubs: readonly Hub[]): Hub[] {
  const id = subscriptionIdOf(word) ?? word.toLowerCase();
  return hubs.filter(
    ({ subscriptionId, subscriptionName }) =>
      sameArmId(subscriptionId, id) || subscriptionName.toLowerCase() === word.toLowerCase(),
  );
}

function withoutFillers(target: string): string {
  const bare = target.replace(fillers, '');
  return bare === target || bare === '' ? target : withoutFillers(bare);
}
