import type { Route } from '../http/route.ts';
import { alertRuleRoutes } from './alert-rules.ts';
import { dataConnectorRoutes } from './data-connectors.ts';
import { defenderRoutes } from './defender.ts';
import { incidentRoutes } from './incidents.ts';
import { iotHubRoutes } from './iot-hubs.ts';
import { permissionRoutes } from './permissions.ts';
import { resourceGraphRoutes } from './resource-graph.ts';
import { assignmentRoutes } from './role-assignments.ts';
import { roleDefinitionRoutes } from './role-definitions.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { workspaceRoutes } from './workspaces.ts';

/** Everything that the pretend Resource Manager can do. Any other request gets a 501 that names it. */
export const armRoutes: readonly Route[] = [
  ...subscriptionRoutes,
  ...resourceGraphRoutes,
  ...iotHubRoutes,
  ...defenderRoutes,
  ...dataConnectorRoutes,
  ...alertRuleRoutes,
  ...incidentRoutes,
  ...workspaceRoutes,
  ...assignmentRoutes,
  ...roleDefinitionRoutes,
  ...permissionRoutes,
];
