import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort, requireFreePorts } from '../../../sandbox/stage/ports.ts';

const wanted = (what: string, port: number) => ({
  what,
  port,
  option: `--${what}-port`,
  variable: `SANDBOX_${what.toUpperCase()}_PORT`,
});

describe('ports', () => {
  it('that are free are accepted', async () => {
    await expect(requireFreePorts([wanted('bot', await freePort())])).resolves.toBeUndefined();
  });

  it('that are taken are named together with the way to change them', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      await expect(requireFreePorts([wanted('bot', port)])).rejects.toThrow(
        `Port ${port}, wanted for bot, is taken by another program. Choose another with --bot-port <port> or SANDBOX_BOT_PORT=<port>.`,
      );
    } finally {
      server.close();
    }
  });

  it('that are wanted twice are refused', async () => {
    const port = await freePort();
    await expect(requireFreePorts([wanted('bot', port), wanted('operator', port)])).rejects.toThrow(
      /wanted for bot and for operator/,
    );
  });
});
