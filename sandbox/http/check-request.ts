import type { Audience, Tokens } from '../tokens.ts';
import { audiences } from '../tokens.ts';
import { armError, logsError } from './azure-error.ts';
import type { RawRequest } from './read-request.ts';
import { queryValue } from './read-request.ts';

/** Whose token came with the request. Throws the service's own 401 otherwise. */
export function principalOf(
  request: RawRequest,
  tokens: Tokens,
  audience: Audience,
  tenantId: string,
): string {
  const check = tokens.check(request.headers.authorization, audience);
  if (check.kind === 'valid') return check.principalId;
  const [code, message] = wordsFor(check.kind, audience);
  const headers = {
    'www-authenticate': `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}", error="invalid_token", error_description="${message}"`,
  };
  throw audience === 'arm'
    ? armError(401, code, message, { headers })
    : logsError(401, code, message, { headers });
}

function wordsFor(
  kind: 'missing' | 'unknown' | 'expired' | 'other audience',
  audience: Audience,
): [code: string, message: string] {
  switch (kind) {
    case 'missing':
      return ['AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."];
    case 'unknown':
      return ['InvalidAuthenticationToken', 'The access token is invalid.'];
    case 'expired':
      return ['ExpiredAuthenticationToken', 'The access token expiry UTC time is in the past.'];
    case 'other audience':
      return [
        'InvalidAuthenticationTokenAudience',
        `The access token has been obtained for wrong audience or resource. It should exactly match '${audiences[audience]}' (a slash at the end is allowed).`,
      ];
  }
}

/**
 * The api-version of a request. Throws 400 when it is missing, or is not one of those that the resource
 * type is registered with.
 */
export function apiVersionOf(request: RawRequest, known: readonly string[], type: string): string {
  const version = queryValue(request.query, 'api-version');
  if (!version)
    throw armError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  if (!known.includes(version.toLowerCase()))
    throw armError(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for API version '${version}' for type '${type}'. The supported api-versions are '${known.join(', ')}'.`,
    );
  return version.toLowerCase();
}

/** The JSON body of a request to Resource Manager. Throws 415 for another content type, 400 for no JSON. */
export function jsonBodyOf(request: RawRequest): unknown {
  if (!isJson(request))
    throw armError(
      415,
      'UnsupportedMediaType',
      'The request content type is missing or not supported: application/json is.',
    );
  try {
    return JSON.parse(request.text);
  } catch {
    throw armError(
      400,
      'InvalidRequestContent',
      'The request content was invalid and could not be deserialized as JSON.',
    );
  }
}

/** Does the request say that its body is JSON? */
export function isJson(request: RawRequest): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}
