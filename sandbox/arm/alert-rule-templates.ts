/** A template as Sentinel lists it. */
export interface RuleTemplate {
  id: string;
  name: string;
  type: string;
  kind: string;
  properties: Readonly<Record<string, unknown>>;
}

/** Name of the template that makes incidents from Defender for IoT's alerts; the same in every tenant. */
const iotTemplate = 'a2e0eb51-1f11-461a-999b-cd0ebe5c7a72';

/** Some of the templates of every workspace: two of the kind that makes incidents and one of another. */
export function ruleTemplates(workspaceId: string): readonly RuleTemplate[] {
  const template = (name: string, kind: string, properties: Record<string, unknown>): RuleTemplate => ({
    // The service answers templates with a capital letter in the type.
    id: `${workspaceId}/providers/Microsoft.SecurityInsights/AlertRuleTemplates/${name}`,
    name,
    type: 'Microsoft.SecurityInsights/AlertRuleTemplates',
    kind,
    properties: { status: 'Available', alertRulesCreatedByTemplateCount: 0, ...properties },
  });
  return [
    template('f71aba3d-28fb-450b-b192-4e76a83015c8', 'Fusion', {
      displayName: 'Advanced Multistage Attack Detection',
      description: 'Correlates many low fidelity alerts into few incidents.',
      severity: 'High',
      tactics: ['Collection', 'Exfiltration'],
    }),
    template('b3cfc7c0-092c-481c-a55b-34a3979758cb', 'MicrosoftSecurityIncidentCreation', {
      productFilter: 'Microsoft Cloud App Security',
      displayName: 'Create incidents based on Microsoft Cloud App Security alerts',
      description: 'Create incidents based on all alerts generated in Microsoft Cloud App Security',
      createdDateUTC: '2019-07-16T00:00:00Z',
      lastUpdatedDateUTC: '2020-02-27T00:00:00Z',
    }),
    template(iotTemplate, 'MicrosoftSecurityIncidentCreation', {
      productFilter: 'Azure Security Center for IoT',
      displayName: 'Create incidents based on Azure Defender for IOT alerts',
      description: 'Create incidents based on all alerts generated in Azure Security Center for IoT',
      createdDateUTC: '2019-12-24T00:00:00Z',
      lastUpdatedDateUTC: '2019-12-24T00:00:00Z',
    }),
  ];
}
