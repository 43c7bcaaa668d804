/** A statement in a few words. */
export interface StatementName {
  /** `update changes`; undefined for the job engine's own housekeeping and for what happens by the clock. */
  name?: string;
  /** Looks whether there is a job. */
  isPoll: boolean;
}

// What is due by the clock goes on beside every change and is no part of one.
const ownQueues = ['changes', 'change-cards'];
const isByTheClock = /"expires_at" <= |^\s*(checkpoint|vacuum)/i;

/** Names a statement by its text and values. */
export function nameOfStatement([text, values]: readonly unknown[]): StatementName {
  const sql = String(text);
  if (isByTheClock.test(sql)) return { isPoll: false };
  return /\bhubwatch_jobs\./.test(sql) ? jobStatement(sql, values) : ownStatement(sql);
}

function ownStatement(sql: string): StatementName {
  const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase() ?? '';
  const table = /"hubwatch"\."(\w+)"/.exec(sql)?.[1];
  return table ? { name: `${verb} ${table}`, isPoll: false } : { isPoll: false };
}

function jobStatement(sql: string, values: unknown): StatementName {
  const queue = ownQueues.find((one) => sql.includes(`j.name = '${one}'`) || isAbout(values, one));
  if (!queue) return { isPoll: false };
  if (/^\s*WITH\s+next AS/i.test(sql)) return { name: `take job of ${queue}`, isPoll: true };
  if (/^\s*WITH\s+ins AS/i.test(sql)) return { name: `queue job of ${queue}`, isPoll: false };
  if (/state = 'completed'/.test(sql)) return { name: `complete job of ${queue}`, isPoll: false };
  return { isPoll: false };
}

/** The queue's name is a value, or stands in one that is JSON. */
function isAbout(values: unknown, queue: string): boolean {
  return (
    Array.isArray(values) &&
    values.some((one) => one === queue || (typeof one === 'string' && one.includes(`"name":"${queue}"`)))
  );
}
