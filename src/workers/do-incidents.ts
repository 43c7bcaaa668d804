import { type IncidentRuleStore, ruleNameFor } from '../azure/incident-rules.ts';
import { fits, itemsFor } from '../changes/plan-incidents.ts';
import type { Severity } from '../domain/alert.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { IncidentsItem, IncidentsPlan } from '../domain/change-plan.ts';
import type { IncidentRule } from '../domain/incident-rule.ts';
import type { Doer, Found } from './doer.ts';

/** What turning incidents on and off needs. */
export interface IncidentsDoerNeeds {
  incidentRules: IncidentRuleStore;
}

/**
 * Turns the incident rules of a plan on or off. What analysts have edited meanwhile is kept: the newest rule is what is
 * written back. A rule that was turned on or off, made, or given other severities since the preview is outdated: writing
 * would do something else than the card says.
 */
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

  /** How an item stands now, beside what its preview showed. With the rule to be written, when there is one. */
  async function lookNow(index: number, scope: CallScope): Promise<{ found: Found; rule?: IncidentRule }> {
    const planned = item(index);
    const { workspace, severities } = planned;
    const { rules } = await incidentRules.read(workspace, scope);
    if (!on) {
      const rule = rules.find(({ name }) => name === planned.rule?.name);
      return rule?.enabled ? { found: 'as planned', rule } : { found: 'nothing to do' };
    }
    if (rules.some((rule) => rule.enabled && fits(rule, severitiesAfter(planned))))
      return { found: 'nothing to do' };
    const [now] = itemsFor(workspace, rules, { on, ...(severities === undefined ? {} : { severities }) });
    if (!now || !isSame(planned, now)) return { found: 'outdated' };
    return { found: 'as planned', ...(now.rule ? { rule: now.rule } : {}) };
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
    look: async (index, scope) => (await lookNow(index, scope)).found,

    async write(index, scope) {
      const first = await lookNow(index, scope);
      if (first.found === 'nothing to do') return;
      if (first.found === 'outdated') throw new AzureError('Microsoft Sentinel', 'conflict');
      try {
        await put(index, first, scope);
      } catch (error) {
        if (!(error instanceof AzureError) || error.kind !== 'conflict') throw error;
        // Somebody saved the rule between our read and our write: once more, on what they saved.
        const second = await lookNow(index, scope);
        if (second.found === 'outdated') throw error;
        if (second.found === 'as planned') await put(index, second, scope);
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

/** Would the write do now what the preview showed? Names, descriptions and name filters are kept as they are now. */
function isSame(planned: IncidentsItem, now: IncidentsItem): boolean {
  if (planned.step !== now.step || planned.rule?.name !== now.rule?.name) return false;
  const severitiesShown = planned.severities === undefined || planned.step === 'change severities';
  return !severitiesShown || !now.rule || fits(now.rule, shownSeverities(planned.rule));
}

/** The severities that make incidents once an item is done, as its preview showed them. */
function severitiesAfter({ severities, rule }: IncidentsItem): readonly Severity[] | 'all' {
  return severities ?? shownSeverities(rule);
}

function shownSeverities(rule: IncidentRule | undefined): readonly Severity[] | 'all' {
  return rule && rule.severities.length > 0 ? rule.severities : 'all';
}
