import type { IncomingMessage } from 'node:http';

/** The largest body that is read. Teams' messages stay below 100 KB ("Format your bot messages"). */
const maxBodyBytes = 256 * 1024;

/** What came of reading a body. */
export type ReadJson =
  | { ok: true; body: unknown }
  /** `status` and `error` are what the caller is told. */
  | { ok: false; status: 400 | 408 | 413 | 415; error: string };

/**
 * Reads a JSON body within bounds of size and time. restify's own reader has no limit of size by default and
 * takes the whole process down over a `Content-Encoding: gzip` that is none, so encoded bodies are refused.
 * Never rejects.
 */
export async function readJson(request: IncomingMessage, timeoutMs: number): Promise<ReadJson> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return refuse(415, 'Encoded bodies are not accepted.');
  }
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return refuse(415, 'The body has to be application/json.');
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes)
    return refuse(413, 'The body is too large.');
  const bytes = await collect(request, timeoutMs);
  if (!Buffer.isBuffer(bytes)) return bytes;
  try {
    return { ok: true, body: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return refuse(400, 'The body is not JSON.');
  }
}

function collect(request: IncomingMessage, timeoutMs: number): Promise<Buffer | ReadJson> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (result: Buffer | ReadJson) => {
      clearTimeout(timer);
      request.off('data', take).off('end', end).off('error', broken).off('close', broken);
      // Nothing is read any more; the connection is closed with the answer.
      if (!Buffer.isBuffer(result)) request.pause().on('error', () => {});
      resolve(result);
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBodyBytes) finish(refuse(413, 'The body is too large.'));
    };
    const end = () => finish(Buffer.concat(chunks));
    const broken = () => finish(refuse(400, 'The request broke off.'));
    const timer = setTimeout(() => finish(refuse(408, 'The body took too long.')), timeoutMs);
    request.on('data', take).on('end', end).on('error', broken).on('close', broken);
  });
}

function refuse(status: 400 | 408 | 413 | 415, error: string): ReadJson & { ok: false } {
  return { ok: false, status, error };
}
