import type { Workspace } from '../domain/workspace.ts';
import { alert } from './alert.ts';
import { type AlertsNeeds, alerts } from './alerts.ts';
import type { RightsNeeds } from './allowed-workspaces.ts';
import { approval, approvals, approvalsHere } from './approvals.ts';
import { type AuditNeeds, audit } from './audit.ts';
import { cancel, confirm, decide, requestEnabling } from './change-clicks.ts';
import { type CheckNeeds, check } from './check.ts';
import type { Command } from './command.ts';
import { type ConnectionCommandNeeds, connect, disconnect } from './connections.ts';
import { type EnableCommandNeeds, enable } from './enable.ts';
import { help } from './help.ts';
import { hi } from './hi.ts';
import { type HubNeeds, hub } from './hub.ts';
import { hubs } from './hubs.ts';
import { type IncidentCommandNeeds, incidents, incidentsOff, incidentsOn } from './incidents.ts';
import { type StatusNeeds, status } from './status.ts';

/** What all commands together need; `app.ts` has it. */
export type CommandNeeds = CheckNeeds &
  Pick<HubNeeds, 'hubDetail'> &
  StatusNeeds &
  ConnectionCommandNeeds &
  EnableCommandNeeds &
  IncidentCommandNeeds & {
    alerts: AlertsNeeds;
    rights: RightsNeeds;
    auditEntries: AuditNeeds;
    links: { hub(hubId: string): string; workspace(workspace: Workspace): string };
  };

/**
 * Every command, in the order of help. Adding a command is one line here.
 *
 * @throws Error when two commands share a name or another way to say it: that stops the start.
 */
export function createCommands(needs: CommandNeeds): readonly Command[] {
  const commands: readonly Command[] = [
    help(() => commands),
    hubs(needs),
    hub(needs),
    check(needs),
    connect(needs),
    disconnect(needs),
    enable(needs),
    incidents(needs),
    incidentsOn(needs),
    incidentsOff(needs),
    alerts(needs),
    alert(needs),
    approvals(needs),
    approvalsHere(needs),
    audit({ audit: needs.auditEntries, clock: needs.clock }),
    status(needs),
    hi(),
    // Reached by buttons only.
    approval(needs),
    confirm(needs),
    requestEnabling(needs),
    cancel(needs),
    decide(needs),
  ];
  refuseClashes(commands);
  return commands;
}

/** Throws when a name or alias is taken twice or is not written as people's words are compared. */
export function refuseClashes(commands: readonly Command[]): void {
  const owners = new Map<string, string>();
  for (const { name, aliases } of commands) {
    for (const words of [name, ...aliases]) {
      const owner = owners.get(words);
      if (owner !== undefined)
        throw new Error(`The words "${words}" belong to two commands: ${owner} and ${name}`);
      if (words !== words.trim().toLowerCase().replace(/\s+/g, ' ')) {
        throw new Error(`The words "${words}" of ${name} must be lower case with single spaces`);
      }
      owners.set(words, name);
    }
  }
}
