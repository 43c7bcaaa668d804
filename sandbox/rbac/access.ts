import type { PrincipalRecord } from '../world/records.ts';
import type { ActionSet } from './match-action.ts';
import { covers } from './match-action.ts';
import type { RoleDefinition } from './roles.ts';

/** A role that a principal holds at a scope. */
export interface RoleAssignment {
  /** GUID, the resource's name. */
  name: string;
  principalId: string;
  role: RoleDefinition;
  scope: string;
  condition?: string;
}

/** Azure's id for "all principals" in a deny assignment (Microsoft Learn: "List Azure deny assignments"). */
export const everyone = '00000000-0000-0000-0000-000000000000';

/** Actions taken away from principals at a scope and below. */
export interface DenyAssignment extends ActionSet {
  /** GUID, the resource's name. */
  id: string;
  name: string;
  scope: string;
  /** People and groups, or `everyone`. */
  principalIds: readonly string[];
  /** People and groups that are spared. */
  excludedIds?: readonly string[];
}

/** Who may do what in the tenant. */
export interface Access {
  principals: ReadonlyMap<string, PrincipalRecord>;
  addPrincipal(principal: PrincipalRecord): void;
  /** Puts a person or a group into a group. */
  addMember(groupId: string, memberId: string): void;
  /** The principal and every group it is in, directly or through other groups. */
  identitiesOf(principalId: string): ReadonlySet<string>;
  assignments(): readonly RoleAssignment[];
  assign(assignment: RoleAssignment): void;
  /** Removes the assignments that the test accepts; gives their number. */
  unassign(test: (assignment: RoleAssignment) => boolean): number;
  denials(): readonly DenyAssignment[];
  deny(denial: DenyAssignment): void;
  /** Removes the denials of that name; gives their number. */
  undeny(name: string): number;
  /** Assignments that reach a principal at a scope: made there or above it, to it or to one of its groups. */
  effective(principalId: string, scope: string): readonly RoleAssignment[];
  /** Is an action allowed at a scope, denials subtracted? */
  allows(principalId: string, action: string, scope: string): boolean;
  /** Does the principal hold anything at, above or below a scope? */
  reaches(principalId: string, scope: string): boolean;
}

/** Is `scope` the same as `ancestor` or inside it? Ids compare without regard to case. */
export function isWithin(scope: string, ancestor: string): boolean {
  const inner = scope.toLowerCase();
  const outer = ancestor.toLowerCase().replace(/\/$/, '');
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** The scope itself and everything above it, up to the tenant's root. All in lower case. */
function scopeAndAbove(scope: string): string[] {
  const parts = scope.toLowerCase().split('/').filter(Boolean);
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)];
}

/** Makes an empty directory. A condition is taken as not met for actions that write, as the sandbox cannot judge it. */
export function createAccess(): Access {
  const principals = new Map<string, PrincipalRecord>();
  const groupsOf = new Map<string, Set<string>>();
  let assignments: RoleAssignment[] = [];
  let byScope = new Map<string, RoleAssignment[]>();
  let denials: DenyAssignment[] = [];

  const identitiesOf = (principalId: string): Set<string> => {
    const found = new Set<string>();
    const waiting = [principalId.toLowerCase()];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      waiting.push(...(groupsOf.get(id) ?? []));
    }
    return found;
  };
  const effective = (principalId: string, scope: string) => {
    const identities = identitiesOf(principalId);
    return scopeAndAbove(scope).flatMap(
      (above) => byScope.get(above)?.filter((one) => identities.has(one.principalId)) ?? [],
    );
  };
  const index = () => {
    byScope = Map.groupBy(assignments, (one) => one.scope.toLowerCase());
  };
  const counts = ({ condition }: RoleAssignment, action: string) =>
    condition === undefined || /\/read$/i.test(action);

  return {
    principals,
    addPrincipal: (principal) => void principals.set(principal.id.toLowerCase(), principal),
    addMember(groupId, memberId) {
      const member = memberId.toLowerCase();
      groupsOf.set(member, new Set([...(groupsOf.get(member) ?? []), groupId.toLowerCase()]));
    },
    identitiesOf,
    assignments: () => assignments,
    assign(assignment) {
      const added = { ...assignment, principalId: assignment.principalId.toLowerCase() };
      assignments.push(added);
      const scope = added.scope.toLowerCase();
      byScope.set(scope, [...(byScope.get(scope) ?? []), added]);
    },
    unassign(test) {
      const before = assignments.length;
      assignments = assignments.filter((assignment) => !test(assignment));
      index();
      return before - assignments.length;
    },
    denials: () => denials,
    deny: (denial) => void denials.push(denial),
    undeny(name) {
      const before = denials.length;
      denials = denials.filter((denial) => denial.name !== name);
      return before - denials.length;
    },
    effective,
    allows(principalId, action, scope) {
      const granted = effective(principalId, scope).some(
        (one) => counts(one, action) && covers(one.role, action),
      );
      if (!granted) return false;
      const identities = identitiesOf(principalId);
      const names = (ids: readonly string[] = []) => ids.some((id) => identities.has(id.toLowerCase()));
      return !denials.some(
        (denial) =>
          (denial.principalIds.includes(everyone) || names(denial.principalIds)) &&
          !names(denial.excludedIds) &&
          isWithin(scope, denial.scope) &&
          covers(denial, action),
      );
    },
    reaches(principalId, scope) {
      const identities = identitiesOf(principalId);
      return assignments.some(
        (one) =>
          identities.has(one.principalId) && (isWithin(scope, one.scope) || isWithin(one.scope, scope)),
      );
    },
  };
}
