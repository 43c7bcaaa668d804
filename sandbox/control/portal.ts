import { randomUUID } from 'node:crypto';
import { everyone } from '../rbac/access.ts';
import { findRole } from '../rbac/roles.ts';
import type { World } from '../world/world.ts';
import { findPrincipal, findScope } from './find.ts';
import { type ConnectorsPortal, createConnectorsPortal } from './portal-connectors.ts';
import { createHubsPortal, type HubsPortal } from './portal-hubs.ts';
import { createRulesPortal, type RulesPortal } from './portal-rules.ts';
import { sameName } from './same-name.ts';

/** Changes to the tenant that somebody makes in the Azure portal, past the bot. Names or ids both do. */
export interface Portal extends HubsPortal, ConnectorsPortal, RulesPortal {
  /** Gives a role. `condition` makes it conditional. */
  grant(who: string, role: string, scope: string, condition?: string): void;
  /** Takes a role away, at that very scope; gives how many assignments that were. */
  revoke(who: string, role: string, scope: string): number;
  /** Makes a deny assignment, for somebody or for `everyone`; `except` are people and groups to be spared. */
  deny(denial: {
    name: string;
    who: string;
    scope: string;
    actions: readonly string[];
    except?: readonly string[];
  }): void;
  undeny(name: string): number;
}

/** Makes the portal of a world. */
export function createPortal(world: World): Portal {
  return {
    ...createHubsPortal(world),
    ...createConnectorsPortal(world),
    ...createRulesPortal(world),
    grant(who, roleName, scope, condition) {
      const role = findRole(roleName);
      if (!role) throw new RangeError(`The sandbox knows no role '${roleName}'.`);
      world.access.assign({
        name: randomUUID(),
        principalId: findPrincipal(world, who).id,
        role,
        scope: findScope(world, scope),
        ...(condition === undefined ? {} : { condition }),
      });
    },
    revoke(who, roleName, scope) {
      const principal = findPrincipal(world, who).id;
      const at = findScope(world, scope);
      const role = findRole(roleName);
      return world.access.unassign(
        (one) => sameName(one.principalId, principal) && one.role === role && sameName(one.scope, at),
      );
    },
    deny({ name, who, scope, actions, except = [] }) {
      world.access.deny({
        id: randomUUID(),
        name,
        scope: findScope(world, scope),
        principalIds: [who === 'everyone' ? everyone : findPrincipal(world, who).id],
        excludedIds: except.map((one) => findPrincipal(world, one).id),
        actions,
        notActions: [],
      });
    },
    undeny: (name) => world.access.undeny(name),
  };
}
