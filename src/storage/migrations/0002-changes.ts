import { type Kysely, sql } from 'kysely';

/** Changes that people asked for, the cards that show them, and where approvals are asked for. */
export const changes = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table hubwatch.changes (
        id             text primary key,
        kind           text not null,
        state          text not null,
        version        integer not null,
        plan           text not null,
        steps          text not null,
        requester      text not null,
        requester_id   text not null,
        tenant_id      text not null,
        conversation   text not null,
        needs_approval boolean not null,
        decision       text,
        after_id       text references hubwatch.changes (id),
        created_at     timestamptz not null,
        expires_at     timestamptz not null,
        ended_at       timestamptz,
        correlation_id text not null,
        why            text not null
      )`.execute(db);
    await sql`create index changes_by_state on hubwatch.changes (state, expires_at)`.execute(db);
    await sql`create index changes_by_after on hubwatch.changes (after_id) where after_id is not null`.execute(
      db,
    );
    await sql`
      create table hubwatch.change_cards (
        id              text primary key,
        change_id       text not null references hubwatch.changes (id),
        audience        text not null check (audience in ('requester', 'approver')),
        conversation    text not null,
        conversation_id text not null,
        activity_id     text,
        state           text not null,
        shown_version   integer not null,
        notice          text not null
      )`.execute(db);
    await sql`create index change_cards_by_change on hubwatch.change_cards (change_id)`.execute(db);
    await sql`
      create table hubwatch.approval_places (
        tenant_id    text primary key,
        conversation text not null,
        set_by       text not null,
        set_at       timestamptz not null
      )`.execute(db);
  },
};
