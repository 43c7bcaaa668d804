import { z } from 'zod';
import type { CallScope } from '../domain/call-scope.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clients } from './clients.ts';

/** What Sentinel itself says about connecting a subscription's IoT hubs. */
export interface Requirements {
  authorization: 'Valid' | 'Invalid' | 'Unknown';
  license: 'Valid' | 'Invalid' | 'Unknown';
}

/** A word that is new to us, or none, is as good as `Unknown`. */
const state = z.enum(['Valid', 'Invalid', 'Unknown']).catch('Unknown');
const Answer = z.object({ authorizationState: state, licenseState: state });

/** Asks Sentinel to check its requirements (`dataConnectorsCheckRequirements`) for one subscription. */
export function createRequirements(clients: Pick<Clients, 'sentinel'>) {
  return (workspace: Workspace, subscriptionId: string, scope: CallScope): Promise<Requirements> =>
    clients.sentinel(workspace.subscriptionId, scope, async (client) => {
      const answer = await client.dataConnectorsCheckRequirementsOperations.post(
        workspace.resourceGroup,
        workspace.name,
        { kind: 'IOT', subscriptionId },
      );
      const { authorizationState, licenseState } = Answer.parse(answer);
      return { authorization: authorizationState, license: licenseState };
    });
}
