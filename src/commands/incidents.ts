import { z } from 'zod';
import { rightsNeeded } from '../access/change-rights.ts';
import { explain } from '../azure/explain.ts';
import { incidentsCard } from '../cards/incidents-card.ts';
import { type IncidentsNeeds, planIncidents } from '../changes/plan-incidents.ts';
import { severities } from '../domain/alert.ts';
import { AzureError } from '../domain/azure-error.ts';
import { UserError } from '../shared/errors.ts';
import { readAlertWords } from './alert-words.ts';
import { type ChangeNeeds, preview } from './change-request.ts';
import type { Command } from './command.ts';
import { requireMayChange } from './may-change.ts';
import { oneWorkspace } from './one-workspace.ts';
import { orAzureError } from './or-azure-error.ts';
import { workspacesMeant } from './which-severity.ts';

/** What the commands about incidents need. */
export interface IncidentCommandNeeds extends ChangeNeeds, IncidentsNeeds {}

const NoArgs = z.strictObject({});

/** `incidents`: whether Sentinel makes incidents from Defender for IoT alerts, and by which rules. */
export function incidents(needs: IncidentCommandNeeds): Command<z.output<typeof NoArgs>> {
  return {
    name: 'incidents',
    aliases: ['show incidents', 'incident rule', 'incidents status', 'automatic incidents'],
    usage: 'incidents',
    summary: 'Show whether Sentinel makes incidents from Defender for IoT alerts, and how.',
    examples: ['incidents'],
    permission: 'rules.read',
    args: NoArgs,
    read: () => ({}),
    async run({ workspaces, notAsked, ...scope }) {
      const read = await Promise.all(
        workspaces.map(async (workspace) => {
          const rules = await orAzureError(needs.incidentRules.read(workspace, scope));
          return rules instanceof AzureError
            ? { workspace, rules: undefined, why: explain(rules) }
            : { workspace, rules };
        }),
      );
      const left = notAsked.map(({ workspace, why }) => ({ workspace, rules: undefined, why }));
      return incidentsCard({
        workspaces: [...read, ...left].map((one) => ({
          ...one,
          analytics: needs.links.analytics(one.workspace),
        })),
        now: needs.clock.now(),
      });
    },
  };
}

const SwitchArgs = z.strictObject({
  severities: z.array(z.enum(severities)).min(1).max(severities.length).optional(),
  all: z.boolean().optional(),
  workspace: z.string().trim().min(1).max(400).optional(),
});

/** `incidents on [severities]`: has Sentinel make an incident of each alert. */
export function incidentsOn(needs: IncidentCommandNeeds): Command<z.output<typeof SwitchArgs>> {
  return switchCommand(needs, true, {
    name: 'incidents on',
    aliases: [
      'turn on incidents',
      'turn incidents on',
      'enable incidents',
      'create incidents',
      'switch on incidents',
    ],
    usage: 'incidents on [severities]',
    summary: 'Have Sentinel make an incident of each Defender for IoT alert.',
    examples: ['incidents on', 'incidents on high medium'],
  });
}

/** `incidents off`: no more incidents are made; the rule and its filters stay. */
export function incidentsOff(needs: IncidentCommandNeeds): Command<z.output<typeof SwitchArgs>> {
  return switchCommand(needs, false, {
    name: 'incidents off',
    aliases: ['turn off incidents', 'turn incidents off', 'disable incidents', 'switch off incidents'],
    usage: 'incidents off',
    summary: 'Stop Sentinel from making incidents of Defender for IoT alerts; the rule stays.',
    examples: ['incidents off'],
  });
}

function switchCommand(
  needs: IncidentCommandNeeds,
  on: boolean,
  words: Pick<Command, 'name' | 'aliases' | 'usage' | 'summary' | 'examples'>,
): Command<z.output<typeof SwitchArgs>> {
  return {
    ...words,
    permission: 'rules.read',
    changes: true,
    args: SwitchArgs,
    read(typed) {
      const { severities: named, rest } = readAlertWords(typed);
      const all = typed.some((word) => word.toLowerCase() === 'all');
      // What is not understood must not be taken for "all severities".
      const unread = rest.filter((word) => !/^(only|severities|to|from|workspace|for)$/i.test(word));
      return {
        ...(named.length > 0 ? { severities: named } : {}),
        ...(all ? { all } : {}),
        ...(unread.length > 0 ? { workspace: unread.join(' ') } : {}),
      };
    },
    async run(request) {
      const { args, workspaces } = request;
      if (!on && args.severities) {
        throw new UserError(
          'Incidents are switched off for all severities at once. To have them for some only, name those that shall make incidents.',
          {
            title: 'All or none',
            next: [
              { title: 'Turn off', command: 'incidents off' },
              { title: 'High only', command: 'incidents on', args: { severities: ['High'] } },
            ],
          },
        );
      }
      const named = {
        ...(args.severities ? { severities: args.severities } : {}),
        ...(args.all ? { all: true } : {}),
      };
      const line = { command: words.name, args: named, restAs: 'workspace' };
      const meant = workspacesMeant(args.workspace, workspaces, line);
      const workspace = oneWorkspace(args.workspace, meant, words.name, named);
      const severitiesWanted = args.all ? ('all' as const) : args.severities;
      const wish = { on, ...(severitiesWanted ? { severities: severitiesWanted } : {}) };
      const plan = await planIncidents([workspace], wish, needs, request);
      await requireMayChange(request, 'change the incident rule', rightsNeeded(plan), needs);
      return preview(plan, request, needs);
    },
  };
}
