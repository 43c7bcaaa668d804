/** Allowed or denied action patterns, less the exceptions. */
export interface ActionSet {
  actions: readonly string[];
  notActions: readonly string[];
}

const compiled = new Map<string, RegExp>();

/**
 * Does a pattern such as `Microsoft.Devices/*` cover an action? `*` stands for any run of characters and
 * case does not matter (Microsoft Learn: "Understand Azure role definitions").
 */
export function matchesAction(pattern: string, action: string): boolean {
  let expression = compiled.get(pattern);
  if (!expression) {
    const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    expression = new RegExp(`^${parts.join('.*')}$`, 'i');
    compiled.set(pattern, expression);
  }
  return expression.test(action);
}

/** Is the action among the actions and not among the exceptions? */
export function covers(set: ActionSet, action: string): boolean {
  return (
    set.actions.some((pattern) => matchesAction(pattern, action)) &&
    !set.notActions.some((pattern) => matchesAction(pattern, action))
  );
}
