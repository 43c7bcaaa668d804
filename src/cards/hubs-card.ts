import type { Hub, InventoryGap } from '../domain/hub.ts';
import type { Reply } from '../domain/reply.ts';
import type { NotAsked } from '../domain/workspace.ts';
import { actions, button, type CardAction } from './buttons.ts';
import type { HubRow, Line } from './card-data.ts';
import { connectionWords, dataWords, defenderWords, placeOf, type StateWords } from './hub-words.ts';
import { notAskedLines } from './not-asked.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { cardTime, count, utcText } from './times.ts';

/** One page of hubs, and what it is a page of. */
export interface HubsPage {
  /** The hubs of this page, in order. */
  hubs: readonly Hub[];
  /** Hubs that pass the filter. */
  matching: number;
  /** All hubs that the bot sees, over how many subscriptions. */
  total: number;
  subscriptions: number;
  /** From 1. */
  page: number;
  pages: number;
  /** The filter in words; empty when there is none. */
  filter: string;
  /** Arguments of `hubs` for the same filter without the page. */
  args: Record<string, unknown>;
  /** Why it is good that none matches, in words; empty when it is not. Untrusted text. */
  goodNews: string;
  gaps: readonly InventoryGap[];
  /** Workspaces whose part of the states is not in these hubs. */
  notAsked: readonly NotAsked[];
  readAt: Date;
  now: Date;
}

/** The answer to `hubs`: one row per hub, each opening its hub. */
export function hubsCard(view: HubsPage): Reply {
  const counts = countsOf(view);
  return reply('hubs', {
    summary: `IoT hubs: ${counts} Read ${utcText(view.readAt)}.`,
    counts,
    filters: view.filter ? [{ text: plain(view.filter, 160) }] : [],
    gaps: [...notAskedLines(view.notAsked), ...gapLines(view.gaps)],
    rows: view.hubs.map((hub) => hubRow(hub, view.now)),
    hint:
      view.hubs.length > 0 ? 'Select a hub for details, or type: hub followed by its name.' : emptyHint(view),
    times: cardTime('As of', view.readAt),
    buttons: buttonsOf(view),
  });
}

/** What could not be read, a line each. */
export function gapLines(gaps: readonly InventoryGap[]): Line[] {
  return gaps.slice(0, 4).map(({ part, why }) => ({ text: `${part} (${plain(why, 200)})` }));
}

function hubRow(hub: Hub, now: Date): HubRow {
  const [defender, connection, data] = [defenderWords(hub), connectionWords(hub), dataWords(hub, now)];
  const name = plain(hub.name, 80);
  return {
    name,
    place: placeOf(hub),
    defender: tied(defender),
    defenderColor: defender.color,
    connection: tied(connection),
    connectionColor: connection.color,
    data: tied(data),
    dataColor: data.color,
    open: button(`Open hub ${name}`, 'hub', { hub: hub.id }, { place: 'chat' }),
  };
}

/** On a phone three states do not fit in a line: none is to be broken after its sign. */
function tied({ text }: StateWords): string {
  return text.replace(' ', '\u00a0');
}

function countsOf(view: HubsPage): string {
  const { hubs, matching, total, subscriptions, page, pages, filter, goodNews } = view;
  const all = `${count(total, 'hub')} in ${count(subscriptions, 'subscription')}.`;
  if (total === 0) return 'Hubwatch sees no IoT hub.';
  const paged = pages > 1 ? ` Page ${page} of ${pages}.` : '';
  if (!filter) return `${all}${paged}`;
  if (hubs.length === 0 && goodNews) return plain(goodNews, 200);
  if (hubs.length === 0) return `No hub matches. Without the filter: ${all}`;
  return `${count(matching, 'hub')} of ${all.replace(' hubs in', ' in').replace(' hub in', ' in')}${paged}`;
}

function emptyHint({ total, goodNews }: HubsPage): string {
  if (goodNews) return '';
  return total === 0
    ? "Only subscriptions that the bot's identity may read are looked at. An administrator can give it the Reader role there."
    : 'Try fewer words, or show all hubs.';
}

function buttonsOf({ page, pages, args, filter, total }: HubsPage): CardAction[] {
  const here = { place: 'card' } as const;
  const at = (title: string, more: Record<string, unknown>) => button(title, 'hubs', more, here);
  return actions(
    // First, so that it stays under the mouse of somebody who pages on.
    page < pages ? at('Next ▶', { ...args, page: page + 1 }) : undefined,
    page > 1 ? at('◀ Previous', { ...args, page: page - 1 }) : undefined,
    filter ? at('All hubs', {}) : undefined,
    total > 0 && !('connection' in args)
      ? at('Not connected', { ...args, connection: 'not connected' })
      : undefined,
    total > 0 && !('defender' in args) ? at('Defender off', { ...args, defender: 'off' }) : undefined,
    at('Refresh', { ...args, page }),
  );
}
