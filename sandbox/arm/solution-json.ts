import type { SolutionRecord } from '../world/records.ts';
import { defaultRecommendations } from './recommendations.ts';

/** A Defender solution as Microsoft.Security answers it: about 20 KB, with nulls where nothing is set. */
export function solutionJson(solution: SolutionRecord): Record<string, unknown> {
  return {
    id: solution.id,
    type: 'Microsoft.Security/iotSecuritySolutions',
    name: solution.name,
    location: solution.location,
    properties: solutionProperties(solution),
    tags: solution.tags,
    systemData: {
      createdBy: solution.createdBy,
      createdByType: solution.createdBy.includes('@') ? 'User' : 'Application',
      createdAt: solution.createdAt,
      lastModifiedBy: solution.modifiedBy,
      lastModifiedByType: solution.modifiedBy.includes('@') ? 'User' : 'Application',
      lastModifiedAt: solution.modifiedAt,
    },
  };
}

/** The `properties` of a solution. */
export function solutionProperties(solution: SolutionRecord): Record<string, unknown> {
  return {
    displayName: solution.name,
    export: [],
    disabledDataSources: [],
    workspace: null,
    additionalWorkspaces: [],
    userDefinedResources: { query: null, querySubscriptions: null },
    recommendationsConfiguration: defaultRecommendations,
    autoDiscoveredResources: [],
    unmaskedIpLoggingStatus: 'Disabled',
    ...solution.properties,
    status: solution.status,
    iotHubs: solution.iotHubs,
  };
}
