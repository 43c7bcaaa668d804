import { PGlite } from '@electric-sql/pglite';
import { at } from './moments.ts';
import { nameOfStatement } from './name-of-statement.ts';

let opened: PGlite | undefined;
const original = PGlite.prototype.query;

/** Tells of every statement (`tx` inside a transaction, `db` outside), begin and commit that has to do with changes. */
export function watchDatabase(): void {
  const { exec, transaction } = PGlite.prototype;
  Reflect.set(PGlite.prototype, 'query', watched(original, 'db'));
  Reflect.set(PGlite.prototype, 'exec', watched(exec, 'db'));
  Reflect.set(
    PGlite.prototype,
    'transaction',
    async function (this: PGlite, work: (tx: object) => Promise<unknown>): Promise<unknown> {
      at('before db: begin');
      const inside = async (tx: object) => {
        at('after db: begin');
        const result = await work(watchedTransaction(tx));
        at('before db: commit');
        return result;
      };
      const result: unknown = await Reflect.apply(transaction, this, [inside]);
      at('after db: commit');
      return result;
    },
  );
}

/** Asks the database that the bot has open, without being counted. */
export async function askDatabase(sql: string): Promise<readonly unknown[]> {
  if (!opened) throw new Error('the database is not open');
  return (await original.call<PGlite, [string], ReturnType<PGlite['query']>>(opened, sql)).rows;
}

/** The database that the bot has open. */
export function openDatabase(): PGlite {
  if (!opened) throw new Error('the database is not open');
  return opened;
}

// biome-ignore lint/complexity/noBannedTypes: whatever PGlite's method is, it is called as it was.
function watched(ask: Function, where: 'db' | 'tx') {
  return async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    if (this instanceof PGlite) opened = this;
    const { name, isPoll } = nameOfStatement(args);
    // A poll that finds nothing is no step of the work, and one that finds a job begins when it has found it.
    if (name && !isPoll) at(`before ${where}: ${name}`);
    const result: unknown = await Reflect.apply(ask, this, args);
    if (name && (!isPoll || hasRows(result))) at(`after ${where}: ${name}`);
    return result;
  };
}

function watchedTransaction(tx: object): object {
  return new Proxy(tx, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return key === 'query' || key === 'exec' ? watched(value, 'tx').bind(target) : value.bind(target);
    },
  });
}

/** `exec` gives a list of results, `query` one. */
function hasRows(result: unknown): boolean {
  const all: unknown[] = Array.isArray(result) ? result : [result];
  return all.some((one) => {
    const rows: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, 'rows') : undefined;
    return Array.isArray(rows) && rows.length > 0;
  });
}
