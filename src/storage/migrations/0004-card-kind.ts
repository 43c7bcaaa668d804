import { type Kysely, sql } from 'kysely';

/** Messages that only tell how a change ended, and are never edited, are kept apart from the cards that follow it. */
export const cardKind = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table hubwatch.change_cards
      add column kind text not null default 'card' check (kind in ('card', 'news'))`.execute(db);
  },
};
