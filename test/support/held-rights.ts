import type { Rights } from '../../src/domain/grant.ts';

/** Rights of somebody who may do these actions (patterns) at a scope. */
export function heldRights(actions: readonly string[], scope: string): Rights {
  const permissions = [{ actions, notActions: [] }];
  return {
    principalId: 'p',
    scope,
    grants: [{ scope, roleName: 'Role', permissions, conditional: false }],
    denials: [],
  };
}
