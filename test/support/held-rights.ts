import type { Rights } from '../../src/domain/grant.ts';

/** Rights of somebody who may do these actions at a scope. For files that need nothing else of `some-commands.ts`. */
export function heldRights(actions: readonly string[], scope: string): Rights {
  const permissions = [{ actions, notActions: [] }];
  return {
    principalId: 'p',
    scope,
    grants: [{ scope, roleName: 'Role', permissions, conditional: false }],
    denials: [],
  };
}
