import { type Kysely, sql } from 'kysely';

/** What was said unasked, how much of Teams' windows it took, and where nothing can be said for now. */
export const delivery = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table hubwatch.messages (
        id              text primary key,
        conversation_id text not null references hubwatch.conversations (id),
        kind            text not null check (kind in ('alert', 'digest')),
        state           text not null,
        activity_id     text,
        tries           integer not null,
        created_at      timestamptz not null,
        edited_at       timestamptz
      )`.execute(db);
    await sql`create index messages_by_conversation on hubwatch.messages (conversation_id, created_at)`.execute(
      db,
    );
    await sql`
      create index postings_by_message on hubwatch.postings (message_id)
      where message_id is not null`.execute(db);
    await sql`
      create table hubwatch.sends (
        conversation_id text not null,
        at              timestamptz not null
      )`.execute(db);
    await sql`create index sends_by_conversation on hubwatch.sends (conversation_id, at)`.execute(db);
    await sql`
      create table hubwatch.tenant_pace (
        tenant_id text primary key,
        next_at   timestamptz not null
      )`.execute(db);
    await sql`
      create table hubwatch.holds (
        conversation_id text primary key,
        until           timestamptz not null
      )`.execute(db);
  },
};
