import { type Kysely, sql } from 'kysely';

/** The first tables: where the bot may write, and what it has already handled. */
export const start = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table hubwatch.conversations (
        id             text primary key,
        kind           text not null check (kind in ('personal', 'groupChat', 'channel')),
        tenant_id      text not null,
        service_url    text not null,
        bot_id         text not null,
        bot_name       text not null,
        team_id        text,
        name           text,
        seen_at        timestamptz not null,
        uninstalled_at timestamptz,
        welcomed_at    timestamptz
      )`.execute(db);
    await sql`
      create table hubwatch.handled_activities (
        key         text primary key,
        claimed_by  text not null,
        claimed_at  timestamptz not null,
        finished_at timestamptz,
        answer      text
      )`.execute(db);
    await sql`create index handled_activities_by_age on hubwatch.handled_activities (claimed_at)`.execute(db);
  },
};
