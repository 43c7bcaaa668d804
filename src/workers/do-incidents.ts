import { type IncidentRuleStore, ruleNameFor } from '../azure/incident-rules.ts';
import { fits, itemsFor } from '../changes/plan-incidents.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { IncidentsItem, IncidentsPlan } from '../domain/change-plan.ts';
import type { IncidentRule } from '../domain/incident-rule.ts';
import type { Doer } from './doer.ts';

/** What turning incidents on and off needs. */
export interface IncidentsDoerNeeds {
  incidentRules: IncidentRuleStore;
}

/** Turns the incident rules of a plan on or off. What analysts have edited meanwhile is kept: the newest rule is what is written back. */
export function doIncidents(
  plan: IncidentsPlan,
  { incidentRules }: Pick<IncidentsDoerNeeds, 'incidentRules'>,
): Doer {
  const on = plan.kind === 'incidents on';
  const item = (index: number): IncidentsItem => {
    const found = plan.items[index];
    if (!found) throw new RangeError('no such item');
    return found;
  };

  /** What is left to do for an item as its rules stand now; undefined when nothing is. */
  async function leftToDo(index: number, scope: CallScope): Promise<{ rule?: IncidentRule } | undefined> {
    const { workspace, rule, severities } = item(index);
    const { rules } = await incidentRules.read(workspace, scope);
    if (!on) {
      const now = rules.find(({ name }) => name === rule?.name);
      return now?.enabled ? { rule: now } : undefined;
    }
    const [now] = itemsFor(workspace, rules, { on, ...(severities === undefined ? {} : { severities }) });
    if (!now || now.step === 'nothing') return undefined;
    return now.rule ? { rule: now.rule } : {};
  }

  async function put(index: number, { rule }: { rule?: IncidentRule }, scope: CallScope): Promise<void> {
    const { workspace, severities } = item(index);
    await incidentRules.put(
      workspace,
      {
        name: rule?.name ?? ruleNameFor(workspace.id),
        enabled: on,
        ...(rule ? { rule } : {}),
        ...(severities === undefined ? {} : { severities }),
      },
      scope,
    );
  }

  return {
    look: async (index, scope) => ((await leftToDo(index, scope)) ? 'as planned' : 'nothing to do'),

    async write(index, scope) {
      const first = await leftToDo(index, scope);
      if (!first) return;
      try {
        await put(index, first, scope);
      } catch (error) {
        if (!(error instanceof AzureError) || error.kind !== 'conflict') throw error;
        // Somebody saved the rule between our read and our write: once more, on what they saved.
        const second = await leftToDo(index, scope);
        if (second) await put(index, second, scope);
      }
    },

    async shown(indexes, scope) {
      const done = await Promise.all(
        indexes.map(async (index) => {
          const { workspace, rule, severities } = item(index);
          const { rules } = await incidentRules.read(workspace, scope);
          if (on) return rules.some((one) => one.enabled && fits(one, severities));
          return !rules.some(({ name, enabled }) => name === rule?.name && enabled);
        }),
      );
      return new Set(indexes.filter((_, i) => done[i]));
    },
  };
}
