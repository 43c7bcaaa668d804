import { randomUUID } from 'node:crypto';
import type { Severity } from '../world/alert-catalogue.ts';
import type { SentinelRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { findWorkspace } from './find.ts';
import { sameName } from './same-name.ts';

/** What somebody writes into an alert rule. `null` takes a filter or a description away. */
export interface RuleText {
  displayName?: string | undefined;
  /** `Azure Security Center for IoT` if absent from a new rule. Rules of kind `Scheduled` have none. */
  productFilter?: string | undefined;
  /** True if absent from a new rule. */
  enabled?: boolean | undefined;
  severities?: readonly Severity[] | null | undefined;
  /** Only alerts of these names. */
  names?: readonly string[] | null | undefined;
  /** All alerts but those of these names. */
  exceptNames?: readonly string[] | null | undefined;
  description?: string | null | undefined;
  /** KQL of a rule of kind `Scheduled`. */
  query?: string | undefined;
}

/** A rule before it is there. */
export interface NewRule extends RuleText {
  displayName: string;
  /** `MicrosoftSecurityIncidentCreation` if absent. */
  kind?: 'Scheduled' | 'MicrosoftSecurityIncidentCreation' | undefined;
  /** The first one if absent. */
  workspace?: string | undefined;
}

/** What somebody does to Sentinel's alert rules in the portal. A rule is named by its name or display name. */
export interface RulesPortal {
  /** Makes a rule; gives its name, a GUID. */
  addRule(rule: NewRule): string;
  /** Changes what is given and leaves the rest; the rule gets a new etag. Throws RangeError when there is none. */
  editRule(name: string, changes: RuleText): void;
  /** Removes a rule. Throws RangeError when there is none. */
  removeRule(name: string): void;
}

/** Makes the part of a world's portal that is about alert rules. */
export function createRulesPortal(world: World): RulesPortal {
  const find = (name: string): SentinelRecord => {
    const all = world.rules.all();
    const found =
      all.find((rule) => sameName(rule.name, name)) ??
      all.find(({ properties }) => sameName(String(properties.displayName), name));
    if (!found) throw new RangeError(`No alert rule '${name}'.`);
    return found;
  };
  const put = (rule: Omit<SentinelRecord, 'etag'>) => {
    const lastModifiedUtc = world.clock.now().toISOString();
    const properties = { ...rule.properties, lastModifiedUtc };
    world.change(() => world.rules.put(rule.id, { ...rule, etag: `"${randomUUID()}"`, properties }));
  };

  return {
    addRule({ kind = 'MicrosoftSecurityIncidentCreation', workspace, ...text }) {
      const { id: workspaceId } = findWorkspace(world, workspace);
      const name = randomUUID();
      const id = `${workspaceId}/providers/Microsoft.SecurityInsights/alertRules/${name}`;
      const properties = { ...usual[kind], ...written(text) };
      put({ id, name, kind, workspaceId, properties });
      return name;
    },
    editRule(name, changes) {
      const rule = find(name);
      put({ ...rule, properties: { ...rule.properties, ...written(changes) } });
    },
    removeRule(name) {
      const { id } = find(name);
      world.change(() => world.rules.remove(id));
    },
  };
}

/** What the service fills in by itself. */
const usual = {
  MicrosoftSecurityIncidentCreation: {
    productFilter: 'Azure Security Center for IoT',
    enabled: true,
    severitiesFilter: null,
    displayNamesFilter: null,
    displayNamesExcludeFilter: null,
    description: null,
    alertRuleTemplateName: null,
  },
  Scheduled: {
    description: '',
    enabled: true,
    severity: 'Medium',
    query: 'SecurityAlert | take 1',
    queryFrequency: 'PT1H',
    queryPeriod: 'PT1H',
    triggerOperator: 'GreaterThan',
    triggerThreshold: 0,
    suppressionDuration: 'PT5H',
    suppressionEnabled: false,
    tactics: [],
  },
} as const;

/** What was given, under the names that the wire uses. */
function written({ severities, names, exceptNames, ...rest }: RuleText): Record<string, unknown> {
  const all = {
    ...rest,
    severitiesFilter: severities,
    displayNamesFilter: names,
    displayNamesExcludeFilter: exceptNames,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
