import type { MicrosoftSecurityIncidentCreationAlertRule } from '@azure/arm-securityinsight';
import { z } from 'zod';
import { type Severity, severities } from '../domain/alert.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { IncidentRule, IncidentRules } from '../domain/incident-rule.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clients } from './clients.ts';
import { collect } from './collect.ts';
import { derivedGuid } from './derived-guid.ts';

/** How a rule shall be. */
export interface WantedRule {
  /** The name of the rule that exists, else `ruleNameFor`. */
  name: string;
  /** The rule as it was read: all that is not named here stays as it is there. Absent for a new one. */
  rule?: IncidentRule;
  enabled: boolean;
  /** Severities that make incidents, `all` (or none in the list) for no filter; absent to keep the rule's. */
  severities?: readonly Severity[] | 'all';
}

/** Reads and writes the rules that make incidents from Defender for IoT alerts. */
export interface IncidentRuleStore {
  /** The rules of a workspace, fresh, sorted by display name. */
  read(workspace: Workspace, scope: CallScope): Promise<IncidentRules>;
  /**
   * Makes or replaces a rule. It is sent once: `writeOutcome` tells what a failed write means.
   *
   * @throws AzureError kind `conflict` when somebody has saved the rule since it was read.
   */
  put(workspace: Workspace, wanted: WantedRule, scope: CallScope): Promise<void>;
}

const kind = 'MicrosoftSecurityIncidentCreation';

/** Rules know Defender for IoT by this name alone, whatever it is called elsewhere (Microsoft.SecurityInsights, all versions to 2025). */
const productFilter = 'Azure Security Center for IoT';

/** Microsoft's template for such a rule, the same in every tenant, with the texts that the portal takes from it. */
const template = {
  name: 'a2e0eb51-1f11-461a-999b-cd0ebe5c7a72',
  displayName: 'Create incidents based on Azure Defender for IOT alerts',
  description: 'Create incidents based on all alerts generated in Azure Security Center for IoT',
};

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

/** A rule of our kind, as the SDK flattens it. A severity that is new to us fails the reading: a PUT would lose it. */
const OwnRule = z
  .object({
    id: z.string(),
    name: z.string().min(1),
    etag: text,
    displayName: text,
    description: text,
    enabled: z.boolean(),
    severitiesFilter: z
      .array(z.enum(severities))
      .nullish()
      .transform((value) => value ?? []),
    displayNamesFilter: texts,
    displayNamesExcludeFilter: texts,
    alertRuleTemplateName: text,
  })
  .transform(
    ({
      severitiesFilter,
      displayNamesFilter,
      displayNamesExcludeFilter,
      alertRuleTemplateName,
      ...rest
    }) => ({
      ...rest,
      severities: severitiesFilter,
      onlyNames: displayNamesFilter,
      exceptNames: displayNamesExcludeFilter,
      template: alertRuleTemplateName,
    }),
  );

/** What we look at in a rule of any kind; dozens of shapes exist. */
const AnyRule = z.looseObject({
  kind: z.string(),
  displayName: z.string().catch(''),
  enabled: z.boolean().catch(false),
  query: z.string().catch(''),
  productFilter: z.string().catch(''),
});
type AnyRule = z.infer<typeof AnyRule>;

/** The rules of workspaces. `products` are the product names that count as Defender for IoT in queries. */
export function createIncidentRules(
  clients: Pick<Clients, 'sentinel'>,
  products: readonly string[],
): IncidentRuleStore {
  const words = ['IoTSecurity', ...products].map((word) => word.toLowerCase());

  /** Would it make incidents of the same alerts: an analyst's query over them. */
  function isDuplicate({ kind: other, enabled, query }: AnyRule): boolean {
    const asked = query.toLowerCase();
    return (
      enabled && (other === 'Scheduled' || other === 'NRT') && words.some((word) => asked.includes(word))
    );
  }

  return {
    read: ({ subscriptionId, resourceGroup, name }, scope) =>
      clients.sentinel(subscriptionId, scope, async (client) => {
        const all = z
          .array(AnyRule)
          .parse(await collect((page) => client.alertRules.list(resourceGroup, name, page)));
        const rules = z.array(OwnRule).parse(all.filter(isOwn));
        return {
          rules: rules.toSorted((a, b) => a.displayName.localeCompare(b.displayName, 'en')),
          duplicates: all
            .filter(isDuplicate)
            .map(({ displayName }) => displayName || 'A rule without a name'),
        };
      }),

    async put({ subscriptionId, resourceGroup, name: workspaceName }, wanted, scope) {
      await clients.sentinel(subscriptionId, { ...scope, once: true }, (client) =>
        client.alertRules.createOrUpdate(resourceGroup, workspaceName, wanted.name, bodyOf(wanted)),
      );
    },
  };
}

/**
 * The name of a workspace's new rule: a GUID that follows from the workspace, so that a repeat after a crash, or
 * two instances at once, make one rule.
 */
export function ruleNameFor(workspaceId: string): string {
  return derivedGuid('incident rule', workspaceId);
}

function isOwn(rule: AnyRule): boolean {
  return rule.kind === kind && rule.productFilter.toLowerCase() === productFilter.toLowerCase();
}

/** The whole rule: a PUT replaces all of it, so what is left out is gone. */
function bodyOf({
  rule,
  enabled,
  severities: wanted,
}: WantedRule): MicrosoftSecurityIncidentCreationAlertRule {
  const kept = wanted ?? rule?.severities ?? [];
  const body: MicrosoftSecurityIncidentCreationAlertRule = {
    kind,
    productFilter,
    enabled,
    displayName: rule?.displayName || template.displayName,
    ...(rule?.etag ? { etag: rule.etag } : {}),
    ...(rule && !rule.description ? {} : { description: rule?.description ?? template.description }),
    ...(rule?.onlyNames.length ? { displayNamesFilter: [...rule.onlyNames] } : {}),
    ...(rule?.exceptNames.length ? { displayNamesExcludeFilter: [...rule.exceptNames] } : {}),
    ...(rule && !rule.template ? {} : { alertRuleTemplateName: rule?.template ?? template.name }),
  };
  // Null is how the service writes "all severities"; the SDK sends it, only its types do not know it.
  Reflect.set(body, 'severitiesFilter', kept === 'all' || kept.length === 0 ? null : [...kept]);
  return body;
}
