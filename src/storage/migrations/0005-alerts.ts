import { type Kysely, sql } from 'kysely';

/** Alerts that were seen, who wants to be told of them, and what each conversation was told. */
export const alerts = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table hubwatch.watermarks (
        workspace_id text primary key,
        begun_at     timestamptz not null,
        ingested_to  timestamptz not null,
        polled_at    timestamptz not null
      )`.execute(db);
    await sql`
      create table hubwatch.alerts (
        id            text primary key,
        workspace_id  text not null,
        severity      smallint not null,
        status        text not null,
        hub_id        text,
        type          text not null,
        body          text not null,
        version       integer not null,
        late          boolean not null,
        ingested_at   timestamptz not null,
        updated_at    timestamptz not null,
        remembered_at timestamptz not null,
        changed_at    timestamptz not null
      )`.execute(db);
    await sql`create index alerts_by_change on hubwatch.alerts (changed_at)`.execute(db);
    await sql`
      create table hubwatch.subscriptions (
        id              text primary key,
        conversation_id text not null references hubwatch.conversations (id),
        severities      smallint[] not null,
        hubs            text[] not null,
        hub_names       text[] not null,
        created_by      text not null,
        created_at      timestamptz not null
      )`.execute(db);
    await sql`create index subscriptions_by_conversation on hubwatch.subscriptions (conversation_id)`.execute(
      db,
    );
    await sql`
      create table hubwatch.mutes (
        id              text primary key,
        conversation_id text not null references hubwatch.conversations (id),
        kind            text not null check (kind in ('hub', 'alert type')),
        target          text not null,
        name            text not null,
        until           timestamptz not null,
        created_by      text not null,
        created_at      timestamptz not null,
        ended_at        timestamptz
      )`.execute(db);
    // One mute of a thing at a time; muting it again moves its end.
    await sql`
      create unique index mutes_in_force on hubwatch.mutes (conversation_id, kind, target)
      where ended_at is null`.execute(db);
    await sql`create index mutes_by_end on hubwatch.mutes (until) where ended_at is null`.execute(db);
    await sql`
      create table hubwatch.postings (
        alert_id        text not null references hubwatch.alerts (id) on delete cascade,
        conversation_id text not null references hubwatch.conversations (id),
        state           text not null,
        severity        smallint not null,
        due_at          timestamptz not null,
        shown_version   integer not null,
        mute_id         text references hubwatch.mutes (id),
        message_id      text,
        primary key (alert_id, conversation_id)
      )`.execute(db);
    await sql`
      create index postings_due on hubwatch.postings (conversation_id, severity, due_at)
      where state = 'due'`.execute(db);
    await sql`create index postings_by_mute on hubwatch.postings (mute_id) where mute_id is not null`.execute(
      db,
    );
  },
};
