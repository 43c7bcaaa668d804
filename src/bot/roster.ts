import { TeamsInfo } from 'botbuilder';
import { z } from 'zod';
import type { Actor } from '../domain/actor.ts';
import { type Conversation, withoutThread } from '../domain/conversation.ts';
import type { Adapter } from './adapter.ts';
import { ConnectorError } from './connector-error.ts';

/** What Teams' list of members says about somebody. */
export type Membership =
  /** An account of the organisation itself. */
  | 'member'
  /** Invited from elsewhere, or without an account. */
  | 'guest'
  /** Not in the conversation, or the list names another account under this id. */
  | 'nobody';

/** Asks Teams who somebody is. */
export interface Roster {
  /** Throws `ConnectorError` when Teams does not say. */
  membershipOf(actor: Actor, conversation: Conversation): Promise<Membership>;
}

const text = z
  .string()
  .nullish()
  .transform((value) => value?.toLowerCase() ?? '')
  .catch('');
// The fields of a TeamsChannelAccount (Microsoft Learn, "Get Teams-specific context for a bot").
const Member = z.object({
  aadObjectId: text,
  objectId: text,
  tenantId: text,
  userRole: text,
  userPrincipalName: text,
});

/** Reads the roster through an adapter. */
export function createRoster({ adapter }: { adapter: Pick<Adapter, 'talk'> }): Roster {
  return {
    async membershipOf(actor, conversation) {
      let found: unknown;
      try {
        await adapter.talk(withoutThread(conversation), async (context) => {
          found = await TeamsInfo.getMember(context, actor.teamsUserId);
        });
      } catch (error) {
        if (error instanceof ConnectorError && error.status === 404) return 'nobody';
        throw error;
      }
      return judge(Member.parse(found), actor);
    },
  };
}

function judge(member: z.infer<typeof Member>, { objectId, tenantId }: Actor): Membership {
  const account = member.aadObjectId || member.objectId;
  if (account !== objectId.toLowerCase()) return 'nobody';
  // Accounts of guests live in the tenant under a name that tells: `ada_partner.example#EXT#@contoso…`.
  const isGuest = /^(guest|anonymous)$/.test(member.userRole) || member.userPrincipalName.includes('#ext#');
  const isForeign = member.tenantId !== '' && member.tenantId !== tenantId;
  return isGuest || isForeign ? 'guest' : 'member';
}
