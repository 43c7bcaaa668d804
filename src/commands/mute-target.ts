import { namedBy, sharedNames, targetName } from '../cards/subscription-words.ts';
import { plain } from '../cards/text.ts';
import type { Hub } from '../domain/hub.ts';
import type { MuteTarget } from '../domain/subscription.ts';
import { type NextStep, UserError } from '../shared/errors.ts';
import type { AlertType } from '../storage/alert-types.ts';
import type { Request } from './command.ts';
import { hubsCalled } from './find-hub.ts';
import { nearest } from './nearest.ts';
import type { SubscriptionNeeds } from './subscription-needs.ts';
import { hubOfId, mayNameHubs } from './subscription-rights.ts';

/** What is to be muted, in the words of a person or of a button. */
export interface MuteWish {
  what: string;
  /** From buttons: which of the two it is, because both may have the same name. */
  kind?: MuteTarget['kind'] | undefined;
  minutes?: number | undefined;
}

/** Types that no alert had for so long are not offered. */
const typesOfMs = 30 * 24 * 3_600_000;
/** As many as the card has buttons for, with one to spare. */
const mostMeant = 5;
/** Azure's rule for the names of hubs, host names included: only such words are looked for among them. */
const mayBeHub = /^[a-z0-9.-]+$/i;
const fillers = /^(?:the|iot|hub|alert type|alerts of|alerts from|alerts|alert|type|of|from)\s+/i;

/**
 * The hub or alert type that somebody wants to mute.
 *
 * @throws UserError when it is neither or several things, with what may have been meant as buttons of `mute`.
 */
export async function findMuteTarget(
  wish: MuteWish,
  request: Request<unknown>,
  needs: Pick<SubscriptionNeeds, 'alertTypes' | 'hubs' | 'rights' | 'clock'>,
): Promise<MuteTarget> {
  const hub = hubOfId(wish.what);
  if (hub) return { kind: 'hub', ...hub };
  const types = await needs.alertTypes.since(new Date(needs.clock.now().getTime() - typesOfMs));
  const known: Known = { types, hubs: [], seesHubs: true };
  const words = [wish.what, withoutFillers(wish.what)];
  if (wish.kind !== 'alert type' && words.some((word) => mayBeHub.test(word))) {
    const { allowed } = await mayNameHubs(request, needs);
    known.seesHubs = allowed.length > 0;
    if (known.seesHubs) known.hubs = (await needs.hubs.list(allowed, request)).hubs;
  }
  for (const word of words) {
    const found = called(word, wish.kind, known);
    const [first] = found;
    if (first && found.length === 1) return targetOf(first);
    if (first) throw several(word, found, wish);
  }
  throw none(words[1] ?? wish.what, known, wish);
}

interface Known {
  types: readonly AlertType[];
  hubs: readonly Hub[];
  /** False when the person may not see hubs. */
  seesHubs: boolean;
}

type Found = { hub: Hub } | { alertType: AlertType };

function called(word: string, kind: MuteWish['kind'], { types, hubs }: Known): Found[] {
  const same = (other: string) => other.trim().toLowerCase() === word.trim().toLowerCase();
  // Its type means one for certain; a name may be that of several.
  const exact = types.filter(({ type }) => type === word);
  const alike = exact.length > 0 ? exact : types.filter(({ type, name }) => same(type) || same(name));
  return [
    ...(kind === 'alert type' ? [] : hubsCalled(hubs, word).map((hub) => ({ hub }))),
    ...(kind === 'hub' ? [] : alike.map((alertType) => ({ alertType }))),
  ];
}

function targetOf(found: Found): MuteTarget {
  return 'hub' in found
    ? { kind: 'hub', id: found.hub.id, name: found.hub.name }
    : { kind: 'alert type', ...found.alertType };
}

function several(word: string, found: readonly Found[], wish: MuteWish): UserError {
  const more = found.length > mostMeant ? ` The first ${mostMeant} are below.` : '';
  return new UserError(`${found.length} things are called ${echo(word)}.${more} Which one do you mean?`, {
    title: 'Which one?',
    next: found.slice(0, mostMeant).map((one) => stepTo(one, titleOf(one), wish)),
  });
}

/** What tells things of one name apart. */
function titleOf(found: Found): string {
  return 'hub' in found
    ? `Hub ${found.hub.name} (${found.hub.subscriptionName} / ${found.hub.resourceGroup})`
    : `Alert type ${found.alertType.type}`;
}

function none(word: string, { types, hubs, seesHubs }: Known, wish: MuteWish): UserError {
  const named: [name: string, found: Found][] = [
    ...hubs.map((hub): [string, Found] => [hub.name, { hub }]),
    ...types.flatMap((alertType): [string, Found][] => [
      [alertType.name, { alertType }],
      [alertType.type, { alertType }],
    ]),
  ];
  const near = nearest(
    word,
    named.map(([name]) => name),
    mostMeant,
  );
  const meant = new Map(
    near
      .flatMap((name) => named.filter(([other]) => other === name))
      .map(([, found]) => [keyOf(found), found] as const),
  );
  const offered = [...meant.values()].slice(0, mostMeant);
  const shared = sharedNames(offered.map((one) => namedBy(targetOf(one))));
  const next = offered.map((one) => stepTo(one, targetName(targetOf(one), shared), wish));
  const rights = seesHubs
    ? ''
    : ' To mute a hub by its name you need the right to see hubs, which the role Microsoft Sentinel Reader brings.';
  const hint =
    next.length > 0
      ? ' Did you mean one of these?'
      : ' An alert type is known once Hubwatch has seen such an alert, and for 30 days after the last one.';
  return new UserError(
    `No hub and no alert type is called ${echo(word)}. Nothing was muted.${hint}${rights}`,
    {
      title: 'Nothing of this name',
      next: [...next, ...(seesHubs ? [{ title: 'Show hubs', command: 'hubs' }] : [])],
    },
  );
}

/** A type whose name is near as well is offered once. */
function keyOf(found: Found): string {
  return 'hub' in found ? `hub ${found.hub.id}` : `type ${found.alertType.type}`;
}

function stepTo(found: Found, title: string, { minutes }: MuteWish): NextStep {
  return { title, command: 'mute', args: muteArgs(targetOf(found), minutes) };
}

/** Arguments of `mute` that mean exactly this thing. */
export function muteArgs(target: MuteTarget, minutes: number | undefined): Record<string, unknown> {
  return {
    what: target.kind === 'hub' ? target.id : target.type,
    kind: target.kind,
    ...(minutes === undefined ? {} : { minutes }),
  };
}

/** What was typed as far as an answer repeats it: the question behind it must not be cut off. */
function echo(word: string): string {
  return plain(word, 100);
}

function withoutFillers(words: string): string {
  const bare = words.replace(fillers, '');
  return bare === words || bare === '' ? words : withoutFillers(bare);
}
