import dns from 'node:dns';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowLoopbackOnly, isLoopback, type NetworkForbidden } from './loopback-only.ts';

describe('allowLoopbackOnly', () => {
  const blocked: NetworkForbidden[] = [];
  let undo = () => {};

  beforeEach(() => {
    blocked.length = 0;
    undo = allowLoopbackOnly((error) => blocked.push(error));
  });
  afterEach(() => undo());

  const failure = (socket: net.Socket) => new Promise<Error>((resolve) => socket.once('error', resolve));

  it.each([
    ['net by address', () => net.connect({ host: '192.0.2.1', port: 80 })],
    ['net by port and host', () => net.connect(80, 'example.com')],
    ['tls', () => tls.connect({ host: 'example.com', port: 443 })],
    ['an unspecified address of version 6', () => net.connect({ host: '2001:db8::1', port: 80 })],
  ])('blocks %s and says where to go instead', async (_what, connect) => {
    expect((await failure(connect())).message).toMatch(/tried to reach .*loopback addresses only/);
    expect(blocked).toHaveLength(1);
  });

  it('blocks fetch', async () => {
    await expect(fetch('https://example.com/')).rejects.toThrow();
    expect(blocked.map(({ message }) => message)).toEqual([expect.stringContaining('example.com')]);
  });

  it('blocks the look-up of a foreign name, with a callback and with a promise', async () => {
    const error = await new Promise((resolve) => dns.lookup('example.com', resolve));
    expect(error).toMatchObject({ name: 'NetworkForbidden' });
    await expect(dns.promises.lookup('example.com')).rejects.toThrow('example.com');
    expect(blocked).toHaveLength(2);
  });

  it('lets loopback through', async () => {
    const server = http.createServer((_req, res) => res.end('here'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (!address || typeof address === 'string') throw new Error('no port');
    try {
      expect(await (await fetch(`http://127.0.0.1:${address.port}/`)).text()).toBe('here');
      expect(await (await fetch(`http://localhost:${address.port}/`)).text()).toBe('here');
      expect(blocked).toEqual([]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('knows loopback addresses from look-alikes', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '[::1]', 'localhost', 'a.localhost'].every(isLoopback)).toBe(
      true,
    );
    expect(
      ['127.0.0.1.example.com', '128.0.0.1', '::2', '10.0.0.1', 'localhost.example'].some(isLoopback),
    ).toBe(false);
  });
});
