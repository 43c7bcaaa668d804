import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Tables } from './schema.ts';

/** A type of alerts as people and Microsoft call it. */
export interface AlertType {
  /** `AlertType`. Untrusted text. */
  type: string;
  /** What the newest alert of the type is called; the type itself when that has no name. Untrusted text. */
  name: string;
}

/** Tells which types of alerts there are. */
export interface AlertTypes {
  /** Types of the alerts that came in or changed since then, by type, at most 1,000. */
  since(moment: Date): Promise<AlertType[]>;
}

/** Defender for IoT has some dozens; this only bounds what a broken source could bring. */
const mostTypes = 1_000;

const Body = z.object({ name: z.string() });

/** The types among the alerts that are remembered. */
export function createAlertTypes(db: Kysely<Tables>): AlertTypes {
  return {
    async since(moment) {
      // The newest of each is chosen without the bodies, which are long.
      const { rows } = await sql<{ type: string; body: string }>`
        select alert.type, alert.body
        from (
          select distinct on (type) id from hubwatch.alerts
          where changed_at >= ${moment} and type <> ''
          order by type, changed_at desc, id
          limit ${mostTypes}
        ) as newest
        join hubwatch.alerts as alert on alert.id = newest.id
        order by alert.type`.execute(db);
      return rows.map(({ type, body }) => ({ type, name: nameIn(body) || type }));
    },
  };
}

function nameIn(body: string): string {
  return Body.safeParse(JSON.parse(body)).data?.name.trim() ?? '';
}
