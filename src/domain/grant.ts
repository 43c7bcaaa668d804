/** What one role assignment allows one person at a scope. Patterns as Azure writes them (`Microsoft.Devices/*`). */
export interface Grant {
  /** Scope of the assignment: the asked scope or one above it. */
  scope: string;
  roleName: string;
  permissions: readonly ActionSet[];
  /** True when the assignment has a condition: then it never counts for a write, because we cannot evaluate it. */
  conditional: boolean;
}

/** What one deny assignment takes away. */
export interface Denial {
  scope: string;
  name: string;
  permissions: readonly ActionSet[];
}

/** Allowed (or denied) action patterns, less the `notActions`. */
export interface ActionSet {
  actions: readonly string[];
  notActions: readonly string[];
}

/** All that Azure says about one principal at one scope. */
export interface Rights {
  principalId: string;
  scope: string;
  grants: readonly Grant[];
  denials: readonly Denial[];
}
