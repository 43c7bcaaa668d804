import { sql } from 'kysely';
import { subscriptionCommands } from '../../src/commands/subscription-commands.ts';
import type { SubscriptionNeeds } from '../../src/commands/subscription-needs.ts';
import type { Call } from '../../src/domain/call.ts';
import type { Conversation } from '../../src/domain/conversation.ts';
import type { Reply } from '../../src/domain/reply.ts';
import { createAlertLedger } from '../../src/storage/alert-ledger.ts';
import { createAlertTypes } from '../../src/storage/alert-types.ts';
import { createMutes } from '../../src/storage/mutes.ts';
import { createSubscriptions } from '../../src/storage/subscriptions.ts';
import { aCall, aConversation, aWorkspace } from '../support/a-call.ts';
import { anAlert } from '../support/an-alert.ts';
import { type SomeCommands, someCommands, type WorldOver } from '../support/some-commands.ts';
import type { TestStorage } from '../support/test-database.ts';

/** A channel, with the thread in which somebody writes. */
export const channel = aConversation({
  id: '19:soc@thread.tacv2',
  kind: 'channel',
  name: 'SOC',
  teamId: 'team',
  threadId: '17',
});
/** Another one. */
export const otherChannel: Conversation = { ...channel, id: '19:plants@thread.tacv2', name: 'Plants' };
/** A group chat. */
export const groupChat = aConversation({ id: '19:meeting@thread.v2', kind: 'groupChat' });
/** A personal chat. */
export const chat = aConversation();

/** The commands about subscriptions over a database, at noon. */
export interface SubscriptionWorld extends SomeCommands {
  needs: Pick<SubscriptionNeeds, 'subscriptions' | 'mutes' | 'alertTypes'>;
  /** Types words after a command's name, there. */
  sayIn(conversation: Conversation, command: string, ...words: string[]): Promise<Reply>;
  /** Clicks a button, there. */
  clickIn(conversation: Conversation, command: string, args: Record<string, unknown>): Promise<Reply>;
}

/** Forgets everything but the four conversations. For `beforeEach`. */
export async function emptied({ db, conversations }: TestStorage): Promise<void> {
  await sql`truncate hubwatch.watermarks, hubwatch.alerts, hubwatch.subscriptions, hubwatch.mutes,
    hubwatch.postings`.execute(db);
  for (const one of [channel, otherChannel, groupChat, chat])
    await conversations.remember(one, new Date('2026-11-23T11:00:00Z'));
}

/** A world over this database; override what matters. */
export function aSubscriptionWorld(
  { db }: TestStorage,
  over: WorldOver = {},
  runner: Parameters<typeof someCommands>[1] = {},
): SubscriptionWorld {
  const needs = {
    subscriptions: createSubscriptions(db),
    mutes: createMutes(db),
    alertTypes: createAlertTypes(db),
  };
  const world = someCommands(over, runner, (others) => subscriptionCommands({ ...others, ...needs }));
  const run = (call: Partial<Call>) => world.runner.run(aCall(call));
  return {
    ...world,
    needs,
    sayIn(conversation, command, ...words) {
      const args = world.commands.find(({ name }) => name === command)?.read(words) ?? {};
      return run({ conversation, command, args });
    },
    clickIn: (conversation, command, args) => run({ conversation, command, args, origin: 'clicked' }),
  };
}

/** Lets alerts come in at that moment, as the poll would. */
export async function alertsCameIn(
  storage: TestStorage,
  now: Date,
  ...alerts: Parameters<typeof anAlert>[0][]
): Promise<void> {
  const ledger = createAlertLedger(storage);
  const { id } = aWorkspace();
  await ledger.watermark(id, new Date('2026-11-23T11:00:00Z'));
  const batch = alerts.map((over) => ({ alert: anAlert(over), ingestedAt: now }));
  await ledger.remember(id, batch, now);
}
