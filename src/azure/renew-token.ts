import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Tokens } from './credential.ts';
import { refusesToken } from './errors.ts';

/**
 * An HTTP client that sends a request once more, with a new token, when the service refuses the one it came
 * with: tokens are kept for up to a day, and Azure may revoke them earlier. A refused request has done
 * nothing, so sending it again is safe. A claims challenge is left to the SDKs, which know how to answer it.
 */
export function renewingToken(
  inner: HttpClient,
  { refused }: Pick<Tokens, 'refused'>,
  newToken: () => Promise<string | undefined>,
): HttpClient {
  return {
    async sendRequest(request) {
      const answer = await inner.sendRequest(request);
      const token = tokenOf(request);
      if (!token || !refusesToken(answer) || !refused(token) || hasClaims(answer)) return answer;
      const renewed = await newToken();
      if (!renewed || renewed === token) return answer;
      request.headers.set('authorization', `Bearer ${renewed}`);
      return inner.sendRequest(request);
    },
  };
}

function tokenOf({ headers }: PipelineRequest): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
}

function hasClaims({ headers }: PipelineResponse): boolean {
  return /\bclaims="/.test(headers.get('www-authenticate') ?? '');
}
