import type { Actor } from '../domain/actor.ts';
import { type InboundActivity, timeZoneOf } from './read-activity.ts';

/** Entra ids are GUIDs; local clients make up ids of the same letters with other lengths. */
const looksLikeGuid = /^[0-9a-f-]{8,64}$/i;

/**
 * All tenants that an activity speaks of: the sender's, the team's, the conversation's. In a shared channel
 * they differ, and then each of them has to be allowed.
 */
export function tenantsOf({ from, channelData, conversation }: InboundActivity): string[] {
  const all = [from.tenantId, channelData?.tenant?.id, conversation.tenantId];
  return [...new Set(all.flatMap((tenant) => (tenant ? [tenant.toLowerCase()] : [])))];
}

/**
 * Who sent it, from the fields that the Bot Connector fills in; undefined when there is no Entra account
 * behind the sender (anonymous people, other bots). Card data plays no part in it.
 */
export function readActor(activity: InboundActivity): Actor | undefined {
  const [tenantId] = tenantsOf(activity);
  const objectId = activity.from.aadObjectId?.toLowerCase();
  if (!tenantId || !objectId || !looksLikeGuid.test(objectId)) return undefined;
  const timeZone = timeZoneOf(activity);
  return {
    tenantId,
    objectId,
    name: activity.from.name?.slice(0, 200) ?? '',
    teamsUserId: activity.from.id,
    ...(timeZone ? { timeZone } : {}),
  };
}

/** True when the sender is a bot: ours or another. Answering bots makes two of them talk for ever. */
export function isFromBot({ from, recipient }: InboundActivity): boolean {
  return from.id === recipient.id || from.role === 'bot' || from.id.startsWith('28:');
}
