import type { Answer } from './answer.ts';
import { ok } from './answer.ts';
import { badRequest } from './azure-error.ts';
import { queryValue } from './read-request.ts';

/** What paging needs to know of a request. */
interface PagedRequest {
  host: string;
  path: string;
  query: URLSearchParams;
}

/**
 * One page of a list with an absolute `nextLink`, as Resource Manager gives it: https, the host that was
 * asked, the same query plus `$skipToken`. Throws 400 for a token that this list did not give.
 */
export function pageOf(request: PagedRequest, items: readonly unknown[], pageSize: number): Answer {
  const start = startOf(request);
  const value = items.slice(start, start + pageSize);
  const end = start + value.length;
  return ok({ value, ...(end < items.length ? { nextLink: nextLink(request, end) } : {}) });
}

function startOf(request: PagedRequest): number {
  const token = queryValue(request.query, '$skipToken');
  if (token === undefined) return 0;
  return readSkipToken(token, request.path);
}

function nextLink(request: PagedRequest, start: number): string {
  const query = new URLSearchParams();
  for (const [key, value] of request.query) {
    const already = [...query.keys()].some((name) => name.toLowerCase() === key.toLowerCase());
    if (key.toLowerCase() !== '$skiptoken' && !already) query.append(key, value);
  }
  query.set('$skipToken', skipToken(start, request.path));
  return `https://${request.host}${request.path}?${query}`;
}

/** An opaque token that says where the next page of the list `of` begins. */
export function skipToken(start: number, of: string): string {
  return Buffer.from(JSON.stringify({ start, of: of.toLowerCase() })).toString('base64url');
}

/** Reads a token of `skipToken` back. Throws 400 `InvalidSkipToken` for anything else. */
export function readSkipToken(token: string, of: string): number {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (typeof read === 'object' && read !== null && 'start' in read && 'of' in read) {
      const { start } = read;
      if (
        typeof start === 'number' &&
        Number.isSafeInteger(start) &&
        start >= 0 &&
        read.of === of.toLowerCase()
      )
        return start;
    }
  } catch {
    // Not ours: refused below like any other wrong token.
  }
  throw badRequest('The provided skip token is invalid.', 'InvalidSkipToken');
}
