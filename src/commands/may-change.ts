import type { NeededRight } from '../access/change-rights.ts';
import { missingNow, type RightsNowNeeds } from '../changes/missing-rights.ts';
import type { Actor } from '../domain/actor.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { MissingRight } from '../domain/prerequisite.ts';
import { Refusal, UserError } from '../shared/errors.ts';
import type { Request } from './command.ts';

/** Reads who somebody is in a conversation. The bot's `Roster` fits. */
export interface RosterNeeds {
  membershipOf(actor: Actor, conversation: Conversation): Promise<'member' | 'guest' | 'nobody'>;
}

/** What judging somebody who wants to change something needs. */
export interface MayChangeNeeds {
  roster: RosterNeeds;
  rights: RightsNowNeeds;
}

/** Somebody lacks rights for a change: the gate shows which, where, and the role to ask for. */
export class RightsMissing extends Refusal {
  readonly purpose: string;
  readonly missing: readonly MissingRight[];

  /** `purpose` completes "You need this to …". */
  constructor(purpose: string, missing: readonly MissingRight[]) {
    super(
      `The right to ${purpose} is missing: ${missing.map(({ action, scope, role }) => `${action} on ${scope} (role: ${role})`).join('; ')}`,
    );
    this.purpose = purpose;
    this.missing = missing;
  }
}

/**
 * Lets only those go on who are members of the organisation and whose own Azure roles, read at this moment, allow all
 * that is needed.
 *
 * @throws Refusal for guests and strangers, RightsMissing, UserError when Teams does not tell who it is, and
 * AzureError when the roles cannot be read.
 */
export async function requireMayChange(
  {
    actor,
    conversation,
    ...scope
  }: Pick<Request<unknown>, 'actor' | 'conversation' | 'signal' | 'correlationId'>,
  purpose: string,
  needed: readonly NeededRight[],
  needs: MayChangeNeeds,
): Promise<void> {
  const [membership, missing] = await Promise.all([
    needs.roster.membershipOf(actor, conversation).catch((error: unknown) => {
      throw new UserError(
        'Teams does not say who you are just now, so nothing was done. Please try again in a minute.',
        {
          title: 'Who are you?',
          cause: error,
        },
      );
    }),
    missingNow(actor.objectId, needed, needs.rights, scope),
  ]);
  if (membership !== 'member') {
    const who =
      membership === 'guest' ? 'Guests of the organisation' : 'People who are not in this conversation';
    throw new Refusal(`${who} cannot change anything here. Nothing was done.`, { title: 'Members only' });
  }
  if (missing.length > 0) throw new RightsMissing(purpose, missing);
}
