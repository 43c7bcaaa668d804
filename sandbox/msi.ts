import { createHash, timingSafeEqual } from 'node:crypto';
import type { Answer } from './http/answer.ts';
import { ok } from './http/answer.ts';
import type { RawRequest } from './http/read-request.ts';
import { queryValue } from './http/read-request.ts';
import type { Tokens } from './tokens.ts';
import { audienceOf } from './tokens.ts';

/** Whose tokens the endpoint gives, and the secret that lets a process ask for them. */
export interface ManagedIdentity {
  secret: string;
  principalId: string;
  clientId: string;
}

/** Path of the endpoint. */
export const msiPath = '/msi/token';

/**
 * App Service's managed identity endpoint
 * (Microsoft Learn: "How to use managed identities for App Service, REST endpoint reference").
 */
export function answerMsi(request: RawRequest, identity: ManagedIdentity, tokens: Tokens): Answer {
  if (request.method !== 'GET') return refusal(405, 'The endpoint takes GET alone.');
  if (!sameSecret(request.headers['x-identity-header'], identity.secret))
    return refusal(401, 'The X-IDENTITY-HEADER header is missing or wrong.');
  if (queryValue(request.query, 'api-version') !== '2019-08-01')
    return refusal(400, "The api-version must be '2019-08-01'.");
  const resource = queryValue(request.query, 'resource');
  const audience = audienceOf(resource ?? '');
  if (resource === undefined || !audience)
    return refusal(400, `The resource '${resource ?? ''}' is not known.`);
  const clientId = queryValue(request.query, 'client_id');
  if (clientId !== undefined && clientId.toLowerCase() !== identity.clientId.toLowerCase())
    return refusal(400, 'No User Assigned or Delegated Managed Identity found for specified ClientId.');
  const { token, expiresOn } = tokens.issue(identity.principalId, audience);
  return ok({
    access_token: token,
    client_id: identity.clientId,
    expires_on: String(expiresOn),
    resource,
    token_type: 'Bearer',
  });
}

function sameSecret(sent: string | string[] | undefined, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return typeof sent === 'string' && timingSafeEqual(digest(sent), digest(secret));
}

function refusal(statusCode: number, message: string): Answer {
  return { status: statusCode, body: { statusCode, message } };
}
