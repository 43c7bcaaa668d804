import { describe, expect, it } from 'vitest';
import type { NeededRight } from '../../src/access/change-rights.ts';
import { type MayChangeNeeds, RightsMissing, requireMayChange } from '../../src/commands/may-change.ts';
import { Refusal, UserError } from '../../src/shared/errors.ts';
import { aConversation, anActor } from '../support/a-call.ts';
import { sentinelError } from '../support/a-subscription.ts';
import { heldRights } from '../support/held-rights.ts';
import { reason } from '../support/reason.ts';
import { aScope } from '../support/some-clients.ts';

const needed: NeededRight[] = [{ scope: '/w', actions: ['Ns/x/read', 'Ns/x/write'], role: 'Writer' }];

/** What comes of it for somebody with these actions, whom Teams knows as that. */
function judge(
  who: 'member' | 'guest' | 'nobody' | Error,
  actions: readonly string[] | Error,
): Promise<unknown> {
  const needs: MayChangeNeeds = {
    roster: {
      membershipOf: async () => {
        if (who instanceof Error) throw who;
        return who;
      },
    },
    rights: {
      rightsNow: async (_, scope) => {
        if (actions instanceof Error) throw actions;
        return heldRights(actions, scope);
      },
    },
  };
  const request = { actor: anActor(), conversation: aConversation(), ...aScope() };
  return reason(requireMayChange(request, 'connect this', needed, needs));
}

describe('somebody who wants to change something', () => {
  it('may go on as a member with every right', async () => {
    expect(await judge('member', ['Ns/*'])).toBe('no error');
  });

  it('is told every right that is missing, with its role', async () => {
    const error = await judge('member', ['Ns/x/read']);
    expect(error).toBeInstanceOf(RightsMissing);
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({
      purpose: 'connect this',
      missing: [{ action: 'Ns/x/write', scope: '/w', role: 'Writer' }],
    });
  });

  it.each([
    ['guest', 'Guests of the organisation cannot change anything here. Nothing was done.'],
    ['nobody', 'People who are not in this conversation cannot change anything here. Nothing was done.'],
  ] as const)('is refused as %s, whatever their rights', async (who, words) => {
    for (const actions of [['*'], []]) {
      const error = await judge(who, actions);
      expect(error).toBeInstanceOf(Refusal);
      expect(error).not.toBeInstanceOf(RightsMissing);
      expect(error).toMatchObject({ title: 'Members only' });
      expect(String(error)).toContain(words);
    }
  });

  it('waits when Teams does not tell who it is: that is nobody’s fault and no refusal', async () => {
    const cause = new Error('no answer');
    const error = await judge(cause, ['*']);
    expect(error).toBeInstanceOf(UserError);
    expect(error).not.toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ title: 'Who are you?', cause });
  });

  it('waits when the roles cannot be read', async () => {
    const error = sentinelError('unavailable');
    expect(await judge('member', error)).toBe(error);
  });

  it('is judged by their own object id, in that conversation', async () => {
    const asked: unknown[] = [];
    await requireMayChange(
      { actor: anActor(), conversation: aConversation(), ...aScope() },
      'do this',
      needed,
      {
        roster: {
          membershipOf: async ({ teamsUserId }, { id }) => {
            asked.push([teamsUserId, id]);
            return 'member';
          },
        },
        rights: {
          rightsNow: async (who, scope, { correlationId }) => {
            asked.push([who, scope, correlationId]);
            return heldRights(['*'], scope);
          },
        },
      },
    );
    expect(asked).toEqual([
      ['29:ada', 'a:ada'],
      [anActor().objectId, '/w', aScope().correlationId],
    ]);
  });
});
