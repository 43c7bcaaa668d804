import fs from 'node:fs';
import { join } from 'node:path';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** Emscripten's number for EIO: what fsync answers when the disk refused. PostgreSQL then stops itself. */
const ioError = 29;

/**
 * The folder `directory` as PGlite's file system, with a real fsync. PGlite's own (`NodeFS`) has none:
 * PostgreSQL asks for it at every commit and nothing happens, so a power cut loses what was acknowledged
 * and often the whole database. Leans on an internal of PGlite (Emscripten's table of file operations),
 * which is why its version is pinned exactly and a test counts the calls.
 */
export function createDurableFileSystem(directory: string): NodeFS {
  return new DurableFileSystem(directory);
}

class DurableFileSystem extends NodeFS {
  override async init(...[pglite, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const prepared = await super.init(pglite, options);
    const { preRun = [] } = prepared.emscriptenOpts;
    return {
      emscriptenOpts: {
        ...prepared.emscriptenOpts,
        preRun: [...preRun, (module) => addFsync(module.NODEFS)],
      },
    };
  }
}

function addFsync(nodeFs: unknown): void {
  const operations = get(nodeFs, 'stream_ops');
  if (typeof operations !== 'object' || operations === null) {
    throw new Error('PGlite has changed inside: the embedded database would not be durable');
  }
  Reflect.set(operations, 'fsync', (stream: unknown): number => {
    try {
      const descriptor = get(stream, 'nfd');
      if (typeof descriptor === 'number') fs.fsyncSync(descriptor);
      else syncPath(pathOf(nodeFs, stream)); // A folder: opened without a descriptor of its own.
      return 0;
    } catch {
      return ioError;
    }
  });
}

function pathOf(nodeFs: unknown, stream: unknown): string {
  const realPath = get(nodeFs, 'realPath');
  const path: unknown = typeof realPath === 'function' ? realPath(get(stream, 'node')) : undefined;
  if (typeof path !== 'string') throw new Error('no path');
  return path;
}

function get(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** Has the operating system write a file's content, or a folder's list of names, to the disk. */
export function syncPath(path: string): void {
  const descriptor = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** `syncPath` for a folder and everything below it. */
export function syncTree(directory: string): void {
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) syncPath(path);
  }
  syncPath(directory);
}
