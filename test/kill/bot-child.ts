import { flushCompileCache } from 'node:module';
import { Kysely, PGliteDialect } from 'kysely';
import { z } from 'zod';
import { createApp } from '../../src/app.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createAuditEntries } from '../../src/storage/audit-entries.ts';
import { schemaName, type Tables } from '../../src/storage/schema.ts';
import { aLog } from '../support/a-log.ts';
import { aRunningClock } from '../support/a-running-clock.ts';
import { allowLoopbackOnly } from '../support/loopback-only.ts';
import { countMoments, stopCounting } from './moments.ts';
import { askDatabase, openDatabase, watchDatabase } from './watch-database.ts';
import { isAsking, watchNetwork } from './watch-network.ts';
import { Audit, Question, State } from './words.ts';

/*
 * The real bot in a process of its own, to be killed. Its settings come from the environment, as ever; it says its
 * port when it listens, and answers the parent's questions.
 */

const { CLOCK_AHEAD_MS, CLOCK_SPEED } = z
  .object({ CLOCK_AHEAD_MS: z.coerce.number(), CLOCK_SPEED: z.coerce.number() })
  .parse(process.env);
const tickMs = 20;

allowLoopbackOnly(({ message }) => process.stderr.write(`${message}\n`));
watchDatabase();
watchNetwork();
process.on('disconnect', () => process.exit(0)); // Whoever asked for it is gone.
process.on('message', (message) => {
  const question = Question.parse(message);
  void answerTo(question).then((value) => process.send?.({ id: question.id, value }));
});

const log = aLog();
const clock = aRunningClock();
clock.advance(CLOCK_AHEAD_MS);
let timeFlies = CLOCK_AHEAD_MS > 0;
// Pauses pass quickly, but whoever waits for an answer has as long as ever: a busy machine is no reason to give up.
setInterval(() => {
  if (timeFlies && !isAsking()) clock.advance(tickMs * (CLOCK_SPEED - 1));
}, tickMs).unref();
const loaded = loadConfig(process.env);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { port } = await createApp(loaded.config, log, clock).start();
flushCompileCache(); // A process that is killed would not leave it to the next.
process.send?.({ ready: port });

async function answerTo(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'count':
      timeFlies = true;
      countMoments(question.die);
      return null;
    case 'moments':
      return stopCounting();
    case 'state':
      return readState();
    case 'audit':
      return readAudit();
    case 'troubles':
      return log.lines
        .filter(({ level }) => level === 'warn' || level === 'error')
        .map(({ message, fields }) => `${message} ${String(fields.error ?? '')}`);
  }
}

async function readState(): Promise<State> {
  const [row] = await askDatabase(`
    select
      (select coalesce(json_agg(c order by c.created_at), '[]')
        from (select id, kind, state, version, created_at from hubwatch.changes) c) as changes,
      (select coalesce(json_agg(json_build_object('change', change_id, 'audience', audience, 'state', state,
          'message', activity_id, 'shown', shown_version) order by id), '[]')
        from hubwatch.change_cards) as cards,
      (select count(*)::int from hubwatch_jobs.job
        where name in ('changes', 'change-cards') and state < 'completed') as jobs`);
  return State.parse(row);
}

async function readAudit(): Promise<Audit> {
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: openDatabase() }) });
  const entries = createAuditEntries(db.withSchema(schemaName), clock);
  const verdict = await verifyChain(entries.pages(), await entries.head());
  const notes = await askDatabase(`
    select change_id as change, event, count(*)::int as times from hubwatch.audit_entries group by 1, 2`);
  return Audit.parse({ damage: verdict.intact ? '' : verdict.why, notes });
}
