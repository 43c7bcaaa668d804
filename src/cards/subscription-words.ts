import { severities } from '../domain/alert.ts';
import { parseArmId } from '../domain/arm-id.ts';
import type { ConversationKind } from '../domain/conversation.ts';
import type { MuteTarget, Subscription } from '../domain/subscription.ts';
import { namesText } from './names-text.ts';
import { plain } from './text.ts';
import { spanText } from './times.ts';

// More names than these make a row that nobody reads on a phone.
const mostNames = 3;

/** A hub or alert type as it stands in a subscription or mute. Untrusted texts. */
interface Named {
  /** ARM id, or `AlertType`. */
  id: string;
  name: string;
}

/** Names that different things of a list have: each of those needs more than its name. */
export function sharedNames(things: readonly Named[]): ReadonlySet<string> {
  const owners = new Map<string, Set<string>>();
  for (const { id, name } of things) owners.set(name, (owners.get(name) ?? new Set()).add(id));
  return new Set([...owners].filter(([, ids]) => ids.size > 1).map(([name]) => name));
}

/** A mute's target as one of the things of a list. */
export function namedBy(target: MuteTarget): Named {
  return { id: target.kind === 'hub' ? target.id : target.type, name: target.name };
}

/**
 * Which alerts a subscription is for: `All alerts`, `High and Medium alerts of plant-7 and plant-8`. A hub whose name
 * is among `shared` is told with its resource group.
 */
export function wishText(
  { severities: wanted, hubs }: Pick<Subscription, 'severities' | 'hubs'>,
  shared?: ReadonlySet<string>,
): string {
  const which = wanted.length === severities.length ? 'All' : namesText(wanted, wanted.length);
  const names = hubs.map((hub) => nameText(hub, shared));
  const where = names.length > 0 ? ` of ${namesText(names, mostNames, 160)}` : '';
  return `${which} alerts${where}`;
}

/** What a mute is about: `hub plant-7`, `alert type Expired SAS Token`. */
export function targetText(target: MuteTarget, shared?: ReadonlySet<string>): string {
  return `${target.kind} ${targetName(target, shared)}`;
}

/** Its name alone; with the resource group or type behind it when the name is among `shared`. */
export function targetName(target: MuteTarget, shared?: ReadonlySet<string>): string {
  return nameText(namedBy(target), shared);
}

function nameText({ id, name }: Named, shared: ReadonlySet<string> | undefined): string {
  const said = plain(name, 80) || plain(id, 80) || 'without a name';
  return shared?.has(name) ? `${said} (${plain(parseArmId(id)?.resourceGroup ?? id, 60)})` : said;
}

/** `30 minutes`, `2 hours`, `7 days`; `1 hour 30 minutes` for what is no whole number of hours. */
export function minutesText(minutes: number): string {
  const rest = minutes % 60;
  const hours = (minutes - rest) / 60;
  const parts = [
    hours > 0 ? (hours === 24 ? '1 day' : spanText(hours)) : '',
    rest > 0 ? (rest === 1 ? '1 minute' : `${rest} minutes`) : '',
  ];
  return parts.filter(Boolean).join(' ');
}

/** Where something is posted, said there: `in this channel`. */
export function hereText(kind: ConversationKind): string {
  const places = { personal: 'in this chat', groupChat: 'in this group chat', channel: 'in this channel' };
  return places[kind];
}
