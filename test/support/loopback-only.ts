import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** Thrown into a connection or name look-up that would leave the machine. */
export class NetworkForbidden extends Error {
  override readonly name = 'NetworkForbidden';
  readonly code = 'ENETUNREACH';

  constructor(target: string) {
    super(
      `A test tried to reach ${target}. Tests talk to loopback addresses only: point the code at the sandbox ` +
        'or at a server of the test itself.',
    );
  }
}

/** True for an address or name that cannot leave the machine: 127.0.0.0/8, ::1, `localhost` and names below it. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === '' || bare === 'localhost' || bare.endsWith('.localhost')) return true;
  if (net.isIPv4(bare)) return bare.startsWith('127.');
  return bare === '::1' || /^::ffff:127\./.test(bare);
}

/** Where a call of `Socket.connect` wants to go; undefined for a pipe or unix socket, which stays on the machine. */
function targetOf(args: readonly unknown[]): string | undefined {
  // `net.connect` hands its already normalised arguments on as one array.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'number') return typeof second === 'string' ? second : 'localhost';
  if (typeof first !== 'object' || first === null)
    return /^\d+$/.test(String(first)) ? String(second) : undefined;
  if ('path' in first && first.path) return undefined;
  return 'host' in first && first.host ? String(first.host) : 'localhost';
}

/**
 * Makes every connection and name look-up beyond loopback fail at once, in this process, and reports each
 * to `onBlocked`, because code under test may swallow the error. Returns a function that undoes it.
 */
export function allowLoopbackOnly(onBlocked: (error: NetworkForbidden) => void): () => void {
  const { connect } = net.Socket.prototype;
  const { lookup } = dns;
  const promisedLookup = dns.promises.lookup;
  const block = (target: string): NetworkForbidden => {
    const error = new NetworkForbidden(target);
    onBlocked(error);
    return error;
  };

  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const target = targetOf(args);
    if (target === undefined || isLoopback(target)) return Reflect.apply(connect, this, args);
    const error = block(target);
    // A tick later, when the caller (undici over TLS, for one) has put its error listeners in place.
    setImmediate(() => this.destroy(error));
    return this;
  };
  Reflect.set(dns, 'lookup', (host: string, ...rest: unknown[]) => {
    if (isLoopback(host) || net.isIP(host)) return Reflect.apply(lookup, dns, [host, ...rest]);
    const callback = rest.at(-1);
    const error = block(host);
    if (typeof callback === 'function') process.nextTick(() => callback(error));
  });
  Reflect.set(dns.promises, 'lookup', async (host: string, ...rest: unknown[]) => {
    if (isLoopback(host) || net.isIP(host))
      return Reflect.apply(promisedLookup, dns.promises, [host, ...rest]);
    throw block(host);
  });
  syncBuiltinESMExports();

  return () => {
    net.Socket.prototype.connect = connect;
    Reflect.set(dns, 'lookup', lookup);
    Reflect.set(dns.promises, 'lookup', promisedLookup);
    syncBuiltinESMExports();
  };
}
