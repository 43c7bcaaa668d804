import type { Hub } from '../domain/hub.ts';
import type { Color } from './card-data.ts';
import { plain } from './text.ts';
import { ago, count } from './times.ts';

/** A state in words, with a sign and a colour that say the same. */
export interface StateWords {
  text: string;
  color: Color;
  /** What the state means for the reader, in one sentence. */
  meaning: string;
}

/** Defender for IoT on a hub, in words. */
export function defenderWords({ defender }: Pick<Hub, 'defender'>): StateWords {
  switch (defender) {
    case 'on':
      return { text: '🟢 Defender on', color: 'default', meaning: 'Defender for IoT watches this hub.' };
    case 'off':
      return {
        text: '🔴 Defender off',
        color: 'attention',
        meaning: 'Defender for IoT does not watch this hub: no enabled solution lists it.',
      };
    case 'unknown':
      return {
        text: '⚪ Defender unknown',
        color: 'default',
        meaning: 'Defender for IoT could not be read.',
      };
  }
}

/** A hub's connection to Sentinel, in words. */
export function connectionWords({ connection }: Hub): StateWords {
  switch (connection) {
    case 'connected':
      return {
        text: '🟢 Connected',
        color: 'default',
        meaning: 'The connector of its subscription sends alerts to Microsoft Sentinel.',
      };
    case 'not connected':
      return {
        text: '🟠 Not connected',
        color: 'default',
        meaning:
          'Its subscription has no enabled Defender for IoT connector: Sentinel gets none of its alerts.',
      };
    case 'unknown':
      return { text: '⚪ Connection unknown', color: 'default', meaning: 'The connector could not be read.' };
  }
}

// Log Analytics is asked about as many days as Microsoft Sentinel keeps without extra cost. The count is an
// estimate: counting exactly would cost too much on large workspaces.
const dataDays = 90;

/** What Sentinel has seen of a hub, in words. */
export function dataWords({ data }: Hub, now: Date): StateWords {
  switch (data.kind) {
    case 'seen':
      return {
        text: `🟢 Last alert ${ago(data.lastAlertAt, now)}`,
        color: 'default',
        meaning: `About ${count(data.alerts, 'alert')} in the last ${dataDays} days.`,
      };
    case 'never':
      return {
        text: '⚪ No alerts seen',
        color: 'default',
        meaning: `None in the last ${dataDays} days. That is normal for a quiet hub; new data takes about 15 minutes to show.`,
      };
    case 'unknown':
      return { text: '⚪ Data unknown', color: 'default', meaning: 'Log Analytics could not be asked.' };
  }
}

/** Where a hub is: `Plant Europe · rg-iot · westeurope`. */
export function placeOf(hub: Hub): string {
  const parts = [hub.subscriptionName, hub.resourceGroup, hub.location];
  return parts
    .map((part) => plain(part, 80))
    .filter(Boolean)
    .join(' · ');
}
