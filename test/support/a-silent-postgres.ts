import { createServer, type Socket } from 'node:net';

/** A server that lets everybody in and then answers every question with one row, until it falls silent. */
export interface SilentPostgres {
  /** Address for `DATABASE_URL`. */
  url: string;
  /** From now on it answers no question, as if packets got lost; it still greets. */
  fallSilent(): void;
  /** Connections made after this are answered again; those that fell silent stay so. */
  comeBack(): void;
  /** Connections that are open. */
  open(): number;
  /** Questions that were not answered. */
  unanswered(): number;
  stop(): Promise<void>;
}

/** A message of PostgreSQL's protocol: its type, its length, its content. */
function message(type: string, ...parts: (number[] | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(5);
  head.write(type, 0);
  head.writeInt32BE(4 + content.length, 1);
  return Buffer.concat([head, content]);
}

const ready = message('Z', 'I');
const welcome = Buffer.concat([message('R', [0, 0, 0, 0]), ready]);
/** One row with one text column, `18.6`. */
const row = Buffer.concat([
  message(
    'T',
    [0, 1],
    'server_version\0',
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0],
  ),
  message('D', [0, 1, 0, 0, 0, 4], '18.6'),
  message('C', 'SHOW\0'),
  ready,
]);

/** Starts it on a free port. */
export async function aSilentPostgres(): Promise<SilentPostgres> {
  const sockets = new Set<Socket>();
  const silent = new WeakSet<Socket>();
  let mute = false;
  let unanswered = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    let greeted = false;
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', () => {
      if (!greeted) socket.write(welcome);
      else if (silent.has(socket)) unanswered += 1;
      else socket.write(row);
      greeted = true;
      if (mute) silent.add(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  return {
    url: `postgres://bot:secret@127.0.0.1:${address.port}/hubwatch`,
    fallSilent() {
      mute = true;
      for (const socket of sockets) silent.add(socket);
    },
    comeBack() {
      mute = false;
    },
    open: () => sockets.size,
    unanswered: () => unanswered,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
