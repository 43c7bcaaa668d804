import { missingRights } from '../access/authorize.ts';
import type { NeededRight } from '../access/change-rights.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Rights } from '../domain/grant.ts';
import type { MissingRight } from '../domain/prerequisite.ts';

/** Reads what Azure allows a person at this very moment: nothing that was kept, not even for a second. */
export interface RightsNowNeeds {
  rightsNow(principalObjectId: string, scopeId: string, scope: CallScope): Promise<Rights>;
}

/**
 * The rights that a person lacks for a change, judged by their own Azure roles as they are now. Empty means allowed.
 *
 * @throws AzureError when the roles cannot be read: then nobody is allowed anything.
 */
export async function missingNow(
  objectId: string,
  needed: readonly NeededRight[],
  { rightsNow }: RightsNowNeeds,
  scope: CallScope,
): Promise<MissingRight[]> {
  // Several items of a plan share a scope: each is read once.
  const byScope = Map.groupBy(needed, (right) => right.scope.toLowerCase());
  const missing = await Promise.all(
    [...byScope.values()].map(async (rights) => {
      const [first] = rights;
      if (!first) return [];
      const held = await rightsNow(objectId, first.scope, scope);
      return rights.flatMap(({ actions, role }) => missingRights(held, actions, role));
    }),
  );
  const seen = new Set<string>();
  return missing.flat().filter(({ action, scope: at }) => {
    const key = `${action} ${at}`.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}
