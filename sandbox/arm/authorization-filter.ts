import { badRequest } from '../http/azure-error.ts';

/** What a `$filter` on role or deny assignments asks for. */
export interface AssignmentFilter {
  /** Leave out what was assigned below the scope. */
  atScope: boolean;
  /** Only this principal, or one of its groups, directly or through other groups. */
  assignedTo?: string;
  /** Only this very principal. */
  principalId?: string;
}

const guid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
const assignedTo = new RegExp(`^assignedTo\\('(${guid})'\\)$`, 'i');
const principalId = new RegExp(`^principalId eq '(${guid})'$`, 'i');

/**
 * Reads `atScope()`, `assignedTo('{id}')`, `principalId eq '{id}'`, alone or with `atScope() and …`
 * (Microsoft Learn: "List Azure role assignments using the REST API"). Throws 400 for anything else.
 */
export function readAssignmentFilter(filter: string | undefined): AssignmentFilter {
  if (filter === undefined) return { atScope: false };
  const terms = filter.split(/\s+and\s+/i).map((term) => term.trim());
  const found: AssignmentFilter = { atScope: false };
  for (const term of terms) {
    const assigned = assignedTo.exec(term)?.[1];
    const principal = principalId.exec(term)?.[1];
    if (/^atScope\(\)$/i.test(term)) found.atScope = true;
    else if (assigned && terms.length <= 2) found.assignedTo = assigned.toLowerCase();
    else if (principal && terms.length === 1) found.principalId = principal.toLowerCase();
    else
      throw badRequest(
        `The filter '${filter}' is not supported. Supported filters are atScope(), assignedTo('{objectId}'), principalId eq '{objectId}'.`,
        'UnsupportedQuery',
      );
  }
  return found;
}
