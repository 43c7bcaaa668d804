import { isPortalHost } from '../domain/portal-hosts.ts';
import { plain } from './text.ts';

/**
 * Where the answer to a click goes: `card` replaces the clicked card (paging, filter, refresh of the same
 * list), `chat` is a new message. With `note` the click is answered with a short note; the card changes by itself
 * when something happens.
 */
export type Place = 'card' | 'chat' | 'note';

/** What a button carries. It says which command and which item, never who asks or what is allowed. */
export interface ButtonData {
  /** Version of this shape. */
  hubwatch: 1;
  command: string;
  args: Record<string, unknown>;
  place: Place;
}

/** An action of an Adaptive Card, as this room makes them. */
export type CardAction =
  | {
      type: 'Action.Execute';
      title: string;
      verb: string;
      data: ButtonData;
      style?: 'positive' | 'destructive';
      /** For clients that do not know Action.Execute (Universal Actions need schema 1.4). */
      fallback: { type: 'Action.Submit'; title: string; data: ButtonData };
    }
  | { type: 'Action.OpenUrl'; title: string; url: string };

/** A card has at most this many buttons (Teams Store validation guidelines). */
export const mostButtons = 6;

/** Microsoft's documentation; besides these, cards link to portals only. */
const docsHosts: readonly string[] = ['learn.microsoft.com', 'azure.microsoft.com'];

/**
 * A button that asks for a command, exactly as if its words had been typed. An Action.Execute with an
 * Action.Submit of the same data as fallback.
 */
export function button(
  title: string,
  command: string,
  args: Record<string, unknown>,
  options: { place: Place; style?: 'positive' | 'destructive' },
): CardAction {
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  const data: ButtonData = { hubwatch: 1, command, args: given, place: options.place };
  const label = plain(title, 60) || command;
  return {
    type: 'Action.Execute',
    title: label,
    verb: command,
    data,
    ...(options.style ? { style: options.style } : {}),
    fallback: { type: 'Action.Submit', title: label, data },
  };
}

/** A button that opens a page; undefined unless the address is https, without credentials, on a known host. */
export function linkButton(title: string, address: string | undefined): CardAction | undefined {
  const url = safeLink(address);
  return url ? { type: 'Action.OpenUrl', title: plain(title, 60) || 'Open', url } : undefined;
}

/** The address in its normal form, or undefined when a card may not link to it. */
export function safeLink(address: string | undefined): string | undefined {
  if (!address || address.length > 8_000 || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const here = docsHosts.includes(url.hostname) || isPortalHost(url.hostname);
  const known = url.protocol === 'https:' && here && url.port === '';
  if (!known || url.username !== '' || url.password !== '') return undefined;
  // A fragment may hold braces; encoded they cannot be taken for a template expression.
  return url.href.replace(/[{}]/g, encodeURIComponent);
}

/** The buttons that exist, in order, at most six. */
export function actions(...wanted: readonly (CardAction | undefined)[]): CardAction[] {
  return wanted.filter((action) => action !== undefined).slice(0, mostButtons);
}
