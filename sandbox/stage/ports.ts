import net from 'node:net';
import { StageError } from './wait-for.ts';

/** A port that somebody chose, and how they can choose another. */
export interface WantedPort {
  /** What will listen there: `the bot`. */
  what: string;
  port: number;
  /** Command line option that sets it: `--bot-port`. */
  option: string;
  /** Environment variable that sets it: `SANDBOX_BOT_PORT`. */
  variable: string;
}

/** Throws a `StageError` that names every wanted port that is taken, or wanted twice, and how to change it. */
export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  const troubles: string[] = [];
  const claimed = new Map<number, string>();
  for (const { what, port, option, variable } of wanted) {
    const cure = `Choose another with ${option} <port> or ${variable}=<port>.`;
    const other = claimed.get(port);
    if (other) troubles.push(`Port ${port} is wanted for ${other} and for ${what}. ${cure}`);
    else if (!(await isFree(port))) {
      troubles.push(`Port ${port}, wanted for ${what}, is taken by another program. ${cure}`);
    }
    claimed.set(port, what);
  }
  if (troubles.length > 0) throw new StageError(troubles.join('\n'));
}

/** Finds a port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new StageError('No free port found.');
  return address.port;
}

// Both the loopback address and all interfaces: some systems let the one be taken beside the other.
async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, undefined));
}

function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, ...(host ? { host } : {}), exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}
