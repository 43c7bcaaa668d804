import type { Answer } from '../http/answer.ts';
import { ok } from '../http/answer.ts';
import { armError, badRequest } from '../http/azure-error.ts';
import { pageOf } from '../http/paging.ts';
import { queryValue } from '../http/read-request.ts';
import type { Call, Route } from '../http/route.ts';
import type { IncidentRecord } from '../world/records.ts';
import { sentinelVersions } from './api-versions.ts';
import { sentinelPath, sentinelWorkspaceOf, workspaceIdOf } from './sentinel-routes.ts';

const type = 'Microsoft.SecurityInsights/incidents';
const common = {
  method: 'GET',
  audience: 'arm',
  type,
  apiVersions: sentinelVersions,
  needs: { action: `${type}/read`, scope: workspaceIdOf },
} as const;

/** Lists and reads the incidents that rules have made. */
export const incidentRoutes: readonly Route[] = [
  { ...common, name: 'incidents.list', path: `${sentinelPath}/incidents`, handle: list },
  {
    ...common,
    name: 'incidents.get',
    path: `${sentinelPath}/incidents/{id}`,
    handle(call) {
      const incident = incidentsOf(call).find(({ name }) => name === call.params.id?.toLowerCase());
      if (!incident) throw armError(404, 'NotFound', `Incident '${call.params.id}' does not exist.`);
      return ok(incidentJson(incident));
    },
  },
];

function incidentsOf(call: Call): readonly IncidentRecord[] {
  const workspace = sentinelWorkspaceOf(call);
  call.world.alerts.catchUp();
  return call.world.incidents.filter(
    ({ workspaceId }) => workspaceId.toLowerCase() === workspace.id.toLowerCase(),
  );
}

function list(call: Call): Answer {
  const { request } = call;
  const matches = filterOf(queryValue(request.query, '$filter'));
  const found = incidentsOf(call)
    .filter(matches)
    .toSorted(orderOf(queryValue(request.query, '$orderby')));
  return pageOf(request, found.map(incidentJson), topOf(queryValue(request.query, '$top')));
}

/** `$top` is the page size; the service gives 50 unless asked and at most 1,000. */
function topOf(top: string | undefined): number {
  if (top === undefined) return 50;
  const number = Number(top);
  if (!Number.isInteger(number) || number < 1 || number > 1000)
    throw badRequest(`Invalid $top '${top}': it must be from 1 to 1000.`);
  return number;
}

function orderOf(order: string | undefined): (a: IncidentRecord, b: IncidentRecord) => number {
  const found = /^properties\/(createdTimeUtc|incidentNumber)(?: (asc|desc))?$/i.exec(
    order ?? 'properties/incidentNumber desc',
  );
  if (!found) throw badRequest(`The order '${order}' is not supported.`);
  const sign = found[2]?.toLowerCase() === 'desc' ? -1 : 1;
  const byTime = found[1]?.toLowerCase() === 'createdtimeutc';
  return (a, b) => sign * (byTime ? a.createdAt.getTime() - b.createdAt.getTime() : a.number - b.number);
}

/** Terms `properties/status eq 'New'` and the same for severity, joined by `and`. Throws 400 for others. */
function filterOf(filter: string | undefined): (incident: IncidentRecord) => boolean {
  if (filter === undefined) return () => true;
  const terms = filter.split(/ and /i).map((term) => {
    const found = /^\s*properties\/(status|severity) eq '([A-Za-z]+)'\s*$/i.exec(term);
    if (!found) throw badRequest(`The filter '${term}' is not supported.`);
    const status = found[1]?.toLowerCase() === 'status';
    return (incident: IncidentRecord) => (status ? incident.status : incident.severity) === found[2];
  });
  return (incident) => terms.every((term) => term(incident));
}

function incidentJson(incident: IncidentRecord): Record<string, unknown> {
  const created = incident.createdAt.toISOString();
  return {
    id: incident.id,
    name: incident.name,
    type: 'Microsoft.SecurityInsights/Incidents',
    etag: incident.etag,
    properties: {
      title: incident.title,
      description: '',
      severity: incident.severity,
      status: incident.status,
      owner: { objectId: null, email: null, userPrincipalName: null, assignedTo: null },
      labels: [],
      incidentNumber: incident.number,
      createdTimeUtc: created,
      lastModifiedTimeUtc: created,
      firstActivityTimeUtc: created,
      lastActivityTimeUtc: created,
      incidentUrl: `https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident${incident.id}`,
      providerName: 'Azure Sentinel',
      providerIncidentId: String(incident.number),
      relatedAnalyticRuleIds: [incident.ruleId],
      additionalData: {
        alertsCount: 1,
        bookmarksCount: 0,
        commentsCount: 0,
        alertProductNames: [incident.productName],
        tactics: [],
      },
    },
  };
}
