import { z } from 'zod';
import { alertsCard } from '../cards/alerts-card.ts';
import { type Alert, type Severity, severities } from '../domain/alert.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import { mostHours, readAlertWords, usualHours } from './alert-words.ts';
import { hubOfAlerts } from './alerts-hub.ts';
import type { RightsNeeds } from './allowed-workspaces.ts';
import type { Command } from './command.ts';
import type { HubsNeeds } from './find-hub.ts';
import { HubWord } from './hub-word.ts';
import { PageNumber, pageOf, rowsPerPage } from './pages.ts';

/** Which alerts are wanted. */
export interface AlertQuestion {
  workspaces: readonly Workspace[];
  /** ARM id of a hub; all hubs when not given. */
  hubId?: string;
  /** All when not given. */
  severities?: readonly Severity[];
  /** How far to look back from now. */
  hours: number;
  limit: number;
  offset: number;
}

/** Reads alerts. */
export interface AlertsNeeds {
  /** Newest first; `total` and `bySeverity` count all pages. */
  latest(
    question: AlertQuestion,
    scope: CallScope,
  ): Promise<{
    alerts: readonly Alert[];
    total: number;
    bySeverity: Readonly<Record<Severity, number>>;
    logsUrl: string;
  }>;
  /** One alert by id or by the beginning of its id; undefined when there is none. */
  byId(id: string, workspaces: readonly Workspace[], scope: CallScope): Promise<Alert | undefined>;
}

const AlertsArgs = z.strictObject({
  hub: HubWord.optional(),
  severities: z
    .array(z.enum(severities))
    .max(severities.length)
    .default(() => []),
  hours: z
    .int()
    .refine((hours) => hours >= 1, 'Please give a time of at least one hour.')
    .refine(
      (hours) => hours <= mostHours,
      `Alerts are kept for ${mostHours / 24} days: please give a shorter time.`,
    )
    .default(usualHours),
  page: PageNumber,
});

// A page costs all rows before it, because the query language cannot skip rows. Nobody turns this many pages;
// the button into Logs leads to the rest.
const mostPages = 200;

/** `alerts [hub] [severity] [time]`: the newest alerts. */
export function alerts(needs: {
  alerts: AlertsNeeds;
  hubs: HubsNeeds;
  rights: RightsNeeds;
  clock: Clock;
}): Command<z.output<typeof AlertsArgs>> {
  return {
    name: 'alerts',
    aliases: [
      'list alerts',
      'show alerts',
      'latest alerts',
      'newest alerts',
      'recent alerts',
      'show me alerts',
      'show me the alerts',
      'alerts list',
    ],
    usage: 'alerts [hub] [severity] [24h|7d]',
    summary: 'Show the newest Defender for IoT alerts, by hub, severity and time.',
    examples: ['alerts', 'alerts plant-7', 'alerts high+medium 7d', 'alerts plant-7 high last 3 days'],
    permission: 'alerts.read',
    args: AlertsArgs,
    read(typed) {
      const { page, words } = readPageWord(typed);
      const { rest, hours, severities: named } = readAlertWords(words);
      return {
        ...(rest.length > 0 ? { hub: rest.join(' ') } : {}),
        ...(named.length > 0 ? { severities: named } : {}),
        ...(hours === undefined ? {} : { hours }),
        ...(page === undefined ? {} : { page }),
      };
    },
    async run(request) {
      const { args, workspaces, notAsked, ...scope } = request;
      const { hub: wanted, severities: asked, hours, page } = args;
      const hub = wanted === undefined ? undefined : await hubOfAlerts(wanted, request, needs);
      const ask = (offset: number) =>
        needs.alerts.latest(
          {
            workspaces,
            ...(hub ? { hubId: hub.id } : {}),
            ...(asked.length > 0 ? { severities: asked } : {}),
            hours,
            limit: rowsPerPage,
            offset,
          },
          scope,
        );
      const wantedOffset = (Math.min(page, mostPages) - 1) * rowsPerPage;
      const first = await ask(wantedOffset);
      const at = pageOf(page, Math.min(first.total, mostPages * rowsPerPage));
      const shown = at.offset === wantedOffset ? first : await ask(at.offset);
      return alertsCard({
        ...shown,
        ...at,
        cut: first.total > mostPages * rowsPerPage,
        hours,
        hubName: hub?.name,
        severities: asked,
        args: { ...(hub ? { hub: hub.id } : {}), severities: asked, hours },
        notAsked,
        now: needs.clock.now(),
      });
    },
  };
}

// Only `page 2` counts here: a bare number may belong to a time (`3 days`) or a hub.
function readPageWord(words: readonly string[]): { words: string[]; page: number | undefined } {
  const at = words.findIndex(
    (word, i) => word.toLowerCase() === 'page' && /^\d{1,5}$/.test(words[i + 1] ?? ''),
  );
  if (at === -1) return { words: [...words], page: undefined };
  return { words: words.toSpliced(at, 2), page: Number(words[at + 1]) };
}
