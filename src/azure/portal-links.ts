import { gzipSync } from 'node:zlib';
import type { Workspace } from '../domain/workspace.ts';

/**
 * Addresses in the Azure portal. Their forms are no documented interface; these are the ones that Microsoft's
 * own tools and many public projects use.
 */
export interface PortalLinks {
  /** The hub's page. */
  hub(hubId: string): string;
  /** The workspace's page. */
  workspace(workspace: Workspace): string;
  /** Sentinel's list of data connectors. No link to a single connector's page is known. */
  connectors(workspace: Workspace): string;
  /** Sentinel's list of analytics rules. */
  analytics(workspace: Workspace): string;
  /** Logs with a query, run over the last `hours` (24 when not given). */
  logs(workspace: Workspace, query: string, hours?: number): string;
}

/** Links into one tenant of the portal at `portal` (`https://portal.azure.com`). Pure. */
export function createPortalLinks(portal: string, tenantId: string): PortalLinks {
  const resource = (id: string) => `${portal}/#@${tenantId}/resource${encodePath(id)}/overview`;
  const sentinel = (page: string, { subscriptionId, resourceGroup, name }: Workspace) => {
    const id = `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/providers/microsoft.securityinsightsarg/sentinel/${name}`;
    return `${portal}/#view/Microsoft_Azure_Security_Insights/MainMenuBlade/~/${page}/id/${encodeURIComponent(id)}`;
  };
  return {
    hub: resource,
    workspace: ({ id }) => resource(id),
    connectors: (workspace) => sentinel('DataConnectors', workspace),
    analytics: (workspace) => sentinel('Analytics', workspace),
    logs(workspace, query, hours = 24) {
      const packed = gzipSync(Buffer.from(query, 'utf8')).toString('base64');
      return [
        `${portal}/#@${tenantId}/blade/Microsoft_OperationsManagementSuite_Workspace/Logs.ReactView`,
        `resourceId/${encodeURIComponent(workspace.id)}`,
        `source/LogsBlade.AnalyticsShareLinkToQuery/q/${encodeURIComponent(packed)}`,
        `timespan/PT${hours}H/limit/1000`,
      ].join('/');
    },
  };
}

function encodePath(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/');
}
