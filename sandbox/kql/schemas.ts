import type { KqlColumn } from './value.ts';
import { kqlType } from './value.ts';

/** The tables that a query may name, and what differs between the services that speak KQL. */
export interface KqlSchema {
  readonly tables: Readonly<Record<string, readonly KqlColumn[]>>;
  /** Rows that `mv-expand` makes of one row when the query gives no limit. */
  readonly mvExpandRows: number;
  /** Do table names work in any case? The world then holds them in lower case. */
  readonly anyCase: boolean;
}

const rawEvent = `
  AgentVersion AssociatedResourceId AzureSubscriptionId DeviceId IoTRawEventId IsEmpty:bool RawEventCategory
  RawEventName RawEventType TimeGenerated:datetime TimeStamp:datetime Type _BilledSize:real _IsBillable`;

const resource = columns(`
  id name type tenantId kind location resourceGroup subscriptionId managedBy sku:dynamic plan:dynamic
  properties:dynamic tags:dynamic identity:dynamic zones:dynamic extendedLocation:dynamic`);

/**
 * The tables of a Log Analytics workspace that Hubwatch meets. Columns: the Azure Monitor Logs reference
 * (learn.microsoft.com/azure/azure-monitor/reference/tables), and for `SecurityAlert` also the two that only
 * Microsoft Sentinel's page on its schema lists, `SourceSystem` and `TenantId`.
 */
export const logAnalyticsSchema: KqlSchema = {
  mvExpandRows: 2_147_483_647,
  anyCase: false,
  tables: {
    SecurityAlert: columns(`
      AlertLink AlertName AlertSeverity AlertType CompromisedEntity ConfidenceLevel ConfidenceScore:real
      Description DisplayName EndTime:datetime Entities ExtendedLinks ExtendedProperties IsIncident:bool
      ProcessingEndTime:datetime ProductComponentName ProductName ProviderName RemediationSteps ResourceId
      SourceComputerId SourceSystem StartTime:datetime Status SubTechniques SystemAlertId Tactics Techniques
      TenantId TimeGenerated:datetime Type VendorName VendorOriginalId WorkspaceResourceGroup
      WorkspaceSubscriptionId _BilledSize:real _IsBillable`),
    SecurityIncident: columns(`
      AdditionalData:dynamic AlertIds:dynamic BookmarkIds:dynamic Classification ClassificationComment
      ClassificationReason ClosedTime:datetime Comments:dynamic CreatedTime:datetime Description
      FirstActivityTime:datetime FirstModifiedTime:datetime IncidentName IncidentNumber:int IncidentUrl
      Labels:dynamic LastActivityTime:datetime LastModifiedTime:datetime ModifiedBy Owner:dynamic
      ProviderIncidentId ProviderName RelatedAnalyticRuleIds:dynamic Severity SourceSystem Status Tasks:dynamic
      TenantId TimeGenerated:datetime Title Type _BilledSize:real _IsBillable`),
    SecurityIoTRawEvent: columns(`${rawEvent} EventDetails`),
    DefenderIoTRawEvent: columns(`${rawEvent} EventDetails:dynamic`),
    SecurityRecommendation: columns(`
      AssessedResourceId Description DeviceId DiscoveredTimeUTC:datetime Environment
      FirstEvaluationDate:datetime IsSnapshot:bool PolicyDefinitionId Properties:dynamic ProviderName
      RecommendationAdditionalData:dynamic RecommendationDisplayName RecommendationId RecommendationName
      RecommendationSeverity RecommendationState ResolvedTimeUTC:datetime ResourceRegion
      StatusChangeDate:datetime TimeGenerated:datetime Type _BilledSize:real _IsBillable`),
  },
};

/**
 * The Azure Resource Graph tables that Hubwatch meets. Resource Graph takes table names in any case; these
 * two spellings are the ones that its documentation uses. It cuts `mv-expand` at 128 rows unless told
 * otherwise (learn.microsoft.com/azure/governance/resource-graph/concepts/query-language).
 */
export const resourceGraphSchema: KqlSchema = {
  mvExpandRows: 128,
  anyCase: true,
  tables: {
    resources: resource,
    Resources: resource,
    resourcecontainers: resource,
    ResourceContainers: resource,
  },
};

/** `Name` is a string column, `Name:type` one of another type. */
function columns(text: string): KqlColumn[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [name = '', type = 'string'] = word.split(':');
      return { name, type: kqlType(type) };
    });
}
