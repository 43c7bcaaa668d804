import { z } from 'zod';
import { alertCard } from '../cards/alert-card.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import { UserError } from '../shared/errors.ts';
import type { AlertsNeeds } from './alerts.ts';
import type { Command } from './command.ts';
import { primary } from './primary.ts';

/** What `alert` needs. */
export interface AlertNeeds {
  alerts: Pick<AlertsNeeds, 'byId'>;
  links: { workspace(workspace: Workspace): string };
  clock: Clock;
}

const AlertArgs = z.strictObject({
  id: z
    .string()
    .trim()
    .max(100)
    .refine((id) => /^[\w.-]+$/.test(id), 'An alert id has letters, digits and dashes only.')
    .refine((id) => id.length >= 8, 'Please give at least the first eight characters of the alert id.'),
});

/** `alert <id>`: one alert, with what the provider says to do. */
export function alert(needs: AlertNeeds): Command<z.output<typeof AlertArgs>> {
  return {
    name: 'alert',
    aliases: ['show alert', 'alert details'],
    usage: 'alert <id>',
    summary: 'Show one alert by its id, or by the first eight characters of it.',
    examples: ['alert 0f8fad5b'],
    permission: 'alerts.read',
    args: AlertArgs,
    read: ([id]) => (id === undefined ? {} : { id }),
    async run(request) {
      const { args, workspaces, notAsked } = request;
      const found = await needs.alerts.byId(args.id, workspaces, request);
      if (!found) {
        const gap = notAsked.map(({ workspace }) => workspace.name).join(', ');
        const words = `No alert of the last 90 days has an id that begins with ${args.id}.`;
        throw new UserError(gap ? `${words} Not read: ${gap}.` : words, {
          title: 'Alert not found',
          next: [{ title: 'Show alerts', command: 'alerts', args: { hours: 168 } }],
        });
      }
      const home = workspaces.find(({ id }) => id.toLowerCase() === found.workspaceId.toLowerCase());
      const workspaceUrl = needs.links.workspace(home ?? primary(workspaces));
      return alertCard({ alert: found, workspaceUrl, now: needs.clock.now() });
    },
  };
}
