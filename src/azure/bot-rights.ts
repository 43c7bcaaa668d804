import { z } from 'zod';
import { parseArmId } from '../domain/arm-id.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Rights } from '../domain/grant.ts';
import type { Clients } from './clients.ts';
import { collect, type ListOptions } from './collect.ts';

const strings = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const Permissions = z.array(z.object({ actions: strings, notActions: strings }));

/**
 * What the bot's own identity may do at a resource or resource group. Azure answers only for the caller here
 * and leaves denials out of the list, so `denials` is empty; one grant per assignment, without its role's name.
 *
 * @throws AzureError kind `refused` when `scopeId` is neither.
 */
export function createBotRights(clients: Pick<Clients, 'authorization'>) {
  return async (scopeId: string, scope: CallScope): Promise<Rights> => {
    const id = parseArmId(scopeId);
    if (!id) throw new AzureError('Azure role assignments', 'refused', { detail: 'not a scope' });
    const { subscriptionId, resourceGroup, type, name } = id;
    const [namespace = '', resourceType = ''] = type.split('/');
    const permissions = await clients.authorization(subscriptionId, scope, async (client) => {
      const list = (page: ListOptions) =>
        type
          ? client.permissions.listForResource(resourceGroup, namespace, '', resourceType, name, page)
          : client.permissions.listForResourceGroup(resourceGroup, page);
      return Permissions.parse(await collect(list));
    });
    return {
      principalId: 'bot',
      scope: scopeId,
      grants: permissions.map((set) => ({
        scope: scopeId,
        roleName: '',
        permissions: [set],
        conditional: false,
      })),
      denials: [],
    };
  };
}
