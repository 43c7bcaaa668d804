import type { Severity } from '../domain/alert.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { IncidentsItem, IncidentsPlan } from '../domain/change-plan.ts';
import type { IncidentRule, IncidentRules } from '../domain/incident-rule.ts';
import type { Workspace } from '../domain/workspace.ts';

/** Reads the rules of a workspace. */
export interface IncidentsNeeds {
  incidentRules: { read(workspace: Workspace, scope: CallScope): Promise<IncidentRules> };
}

/** What is asked for: on with these severities (`undefined` keeps what a rule has), or off. */
export interface IncidentsWish {
  on: boolean;
  severities?: readonly Severity[] | 'all';
}

/** What turning automatic incidents on or off would do on these workspaces. */
export async function planIncidents(
  workspaces: readonly Workspace[],
  wish: IncidentsWish,
  { incidentRules }: IncidentsNeeds,
  scope: CallScope,
): Promise<IncidentsPlan> {
  const read = await Promise.all(
    workspaces.map(async (workspace) => ({ workspace, found: await incidentRules.read(workspace, scope) })),
  );
  return {
    kind: wish.on ? 'incidents on' : 'incidents off',
    items: read.flatMap(({ workspace, found }) => itemsFor(workspace, found.rules, wish)),
    duplicates: wish.on ? [...new Set(read.flatMap(({ found }) => found.duplicates))] : [],
  };
}

/** The items of one workspace as its rules stand now. Pure. */
export function itemsFor(
  workspace: Workspace,
  rules: readonly IncidentRule[],
  { on, severities }: IncidentsWish,
): IncidentsItem[] {
  const enabled = rules.filter((rule) => rule.enabled);
  if (!on) {
    return enabled.length === 0
      ? [{ workspace, ...only(rules), step: 'nothing' }]
      : enabled.map((rule) => ({ workspace, rule, step: 'switch off' }));
  }
  const wished = severities === undefined ? {} : { severities };
  const [first] = enabled;
  if (!first) {
    // Of several that are off, the one from Microsoft's template is the one that the portal's button turns on.
    const chosen = rules.find(({ template }) => template !== '') ?? rules[0];
    return chosen
      ? [{ workspace, rule: chosen, step: 'switch on', ...wished }]
      : [{ workspace, step: 'create', ...wished }];
  }
  if (enabled.some((rule) => fits(rule, severities))) return [{ workspace, rule: first, step: 'nothing' }];
  return [{ workspace, rule: first, step: 'change severities', ...wished }];
}

/** Does a rule make incidents of exactly these severities? `undefined` fits every rule. */
export function fits(rule: IncidentRule, severities: readonly Severity[] | 'all' | undefined): boolean {
  if (severities === undefined) return true;
  if (severities === 'all') return rule.severities.length === 0;
  return (
    rule.severities.length === severities.length && severities.every((one) => rule.severities.includes(one))
  );
}

function only(rules: readonly IncidentRule[]): { rule?: IncidentRule } {
  const [rule] = rules;
  return rule ? { rule } : {};
}
