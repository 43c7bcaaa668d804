import { writeSync } from 'node:fs';
import { sql } from 'kysely';
import { z } from 'zod';
import { systemClock } from '../../src/shared/clock.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { aLog } from '../support/a-log.ts';

/*
 * Writes as fast as it can until it is killed. Arguments: the data folder and the first number to write. One
 * line on standard output for what it found when it opened, then one per number that was acknowledged.
 * Each number is one transaction over two tables, plus a claim of its own, every hundredth a checkpoint.
 */

const [dataDir, first] = z.tuple([z.string(), z.coerce.number().int()]).parse(process.argv.slice(2));
const { db, handled } = await openStorage({ dataDir, log: aLog(), clock: systemClock });
await sql`create table if not exists written (n int primary key, filler text not null)`.execute(db);
await sql`create table if not exists copied (n int primary key)`.execute(db);

const found = await sql<{ n: number }>`
  select n from written natural join copied order by n`.execute(db);
const unpaired = await sql<{ n: number }>`
  select coalesce(written.n, copied.n) as n from written full join copied on written.n = copied.n
  where written.n is null or copied.n is null`.execute(db);
say({ opened: found.rows.map(({ n }) => n), unpaired: unpaired.rows.length });

for (let n = first; ; n += 1) {
  const filler = 'x'.repeat(n % 3_000);
  await db.transaction().execute(async (tx) => {
    await sql`insert into written values (${n}, ${filler})`.execute(tx);
    await sql`insert into copied values (${n})`.execute(tx);
  });
  await handled.claim({ conversationId: 'crash', activityId: String(n) });
  say({ acknowledged: n });
  if (n % 100 === 0) await sql`checkpoint`.execute(db);
}

/** Straight into the pipe: what was said is with the reader even if the next instruction is the last. */
function say(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
