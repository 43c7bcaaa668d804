import type { Hub } from '../domain/hub.ts';

/** Which hubs to show. Every condition must hold; an empty filter shows all. */
export interface HubFilter {
  /** Each must be part of the hub's name, subscription, region or resource group. */
  words: readonly string[];
  connection?: 'connected' | 'not connected' | 'unknown' | undefined;
  defender?: 'on' | 'off' | 'unknown' | undefined;
  data?: 'never' | 'seen' | 'unknown' | undefined;
}

type State = Omit<HubFilter, 'words'>;

// What people say, and the condition it means. Longer phrases first, so that "not connected" is not read as
// "connected".
const phrases: readonly [phrase: readonly string[], state: State][] = [
  [['not', 'connected'], { connection: 'not connected' }],
  [['connection', 'unknown'], { connection: 'unknown' }],
  [['defender', 'off'], { defender: 'off' }],
  [['defender', 'on'], { defender: 'on' }],
  [['defender', 'unknown'], { defender: 'unknown' }],
  [['without', 'defender'], { defender: 'off' }],
  [['no', 'defender'], { defender: 'off' }],
  [['with', 'defender'], { defender: 'on' }],
  [['without', 'data'], { data: 'never' }],
  [['no', 'data'], { data: 'never' }],
  [['with', 'data'], { data: 'seen' }],
  [['data', 'unknown'], { data: 'unknown' }],
  [['unconnected'], { connection: 'not connected' }],
  [['disconnected'], { connection: 'not connected' }],
  [['connected'], { connection: 'connected' }],
];

const fillers: readonly string[] = ['and', 'in', 'with', 'that', 'are', 'is', 'hubs', 'hub', 'the', 'all'];

/** Reads `plant not connected` as a filter: known phrases are conditions, the other words must be found. */
export function readFilter(typed: readonly string[]): HubFilter {
  const words: string[] = [];
  let state: State = {};
  let at = 0;
  while (at < typed.length) {
    const known = phrases.find(([phrase]) =>
      phrase.every((word, i) => typed[at + i]?.toLowerCase() === word),
    );
    if (known) state = { ...state, ...known[1] };
    else words.push(typed[at] ?? '');
    at += known ? known[0].length : 1;
  }
  return { words: words.filter((word) => word !== '' && !fillers.includes(word.toLowerCase())), ...state };
}

/** The hubs that pass, in the same order. */
export function filterHubs(hubs: readonly Hub[], filter: HubFilter): Hub[] {
  const words = filter.words.map((word) => word.toLowerCase());
  return hubs.filter(
    (hub) =>
      (filter.connection === undefined || hub.connection === filter.connection) &&
      (filter.defender === undefined || hub.defender === filter.defender) &&
      (filter.data === undefined || hub.data.kind === filter.data) &&
      words.every((word) => hasWord(hub, word)),
  );
}

/**
 * Whether a filter that asks for what is wanting finds none because nothing is wanting: in words, or empty. `hubs`
 * are all there are; one whose state is unknown is no good news.
 */
export function goodNews(hubs: readonly Hub[], { connection, defender, ...rest }: HubFilter): string {
  const others = filterHubs(hubs, rest);
  const which = filterText(rest);
  const all = others.length === 1 ? 'The one hub' : `All ${others.length.toLocaleString('en-US')} hubs`;
  const those = which ? `${all} of ${which}` : all;
  const verb = others.length === 1 ? 'is' : 'are';
  if (others.length === 0) return '';
  if (connection === 'not connected' && defender === undefined && others.every(isConnected))
    return `${those} ${verb} connected.`;
  if (defender === 'off' && connection === undefined && others.every(isWatched))
    return `${those} ${others.length === 1 ? 'has' : 'have'} Defender on.`;
  return '';
}

function isConnected({ connection }: Hub): boolean {
  return connection === 'connected';
}

function isWatched({ defender }: Hub): boolean {
  return defender === 'on';
}

function hasWord(hub: Hub, word: string): boolean {
  const fields = [hub.name, hub.subscriptionName, hub.subscriptionId, hub.location, hub.resourceGroup];
  return fields.some((field) => field.toLowerCase().includes(word));
}

/** The filter in words: `"plant", not connected`; empty for an empty filter. */
export function filterText({ words, connection, defender, data }: HubFilter): string {
  const seen = { never: 'no data', seen: 'with data', unknown: 'data unknown' };
  return [
    ...words.map((word) => `“${word}”`),
    connection === 'unknown' ? 'connection unknown' : connection,
    defender && `Defender ${defender}`,
    data && seen[data],
  ]
    .filter(Boolean)
    .join(', ');
}
