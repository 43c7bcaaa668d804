import { type Kysely, sql } from 'kysely';

/** The audit: entries that nobody may change, each linked to the one before it, and the end of that chain. */
export const audit = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table hubwatch.audit_entries (
        seq        bigint primary key,
        at         timestamptz not null,
        hash       text not null,
        body       text not null,
        event      text not null,
        actor_id   text,
        decider_id text,
        change_id  text not null,
        people     text not null,
        ids        text[] not null,
        names      text[] not null
      )`.execute(db);
    await sql`create index audit_entries_by_time on hubwatch.audit_entries (at)`.execute(db);
    await sql`create index audit_entries_by_change on hubwatch.audit_entries (change_id)`.execute(db);
    await sql`create index audit_entries_by_id on hubwatch.audit_entries using gin (ids)`.execute(db);
    await sql`create index audit_entries_by_name on hubwatch.audit_entries using gin (names)`.execute(db);
    // One row: whoever appends locks it, so that each entry knows the one before it.
    await sql`
      create table hubwatch.audit_head (
        only_one boolean primary key default true check (only_one),
        seq      bigint not null,
        hash     text not null
      )`.execute(db);
    await sql`insert into hubwatch.audit_head (seq, hash) values (0, repeat('0', 64))`.execute(db);
    await sql`
      create function hubwatch.refuse_audit_change() returns trigger language plpgsql as $$
      begin
        raise exception 'Hubwatch keeps its audit for good: % on % is refused', tg_op, tg_table_name
          using hint = 'Entries can only be added. npm run audit:verify tells whether any was changed.';
      end $$`.execute(db);
    await sql`
      create trigger audit_entries_append_only before update or delete or truncate on hubwatch.audit_entries
      for each statement execute function hubwatch.refuse_audit_change()`.execute(db);
    await sql`
      create trigger audit_head_stays before delete or truncate on hubwatch.audit_head
      for each statement execute function hubwatch.refuse_audit_change()`.execute(db);
  },
};
