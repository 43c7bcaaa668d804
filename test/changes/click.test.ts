import { describe, expect, it } from 'vitest';
import { type Click, changeClicked, requireRequester } from '../../src/changes/click.ts';
import type { Actor } from '../../src/domain/actor.ts';
import type { ChangeCard } from '../../src/domain/change-card.ts';
import { Refusal } from '../../src/shared/errors.ts';
import type { ChangeWork } from '../../src/storage/change-ledger.ts';
import type { CardPatch } from '../../src/storage/change-records.ts';
import { aConversation, anActor } from '../support/a-call.ts';
import { aChange, arjun } from '../support/a-change.ts';
import { noChangeWork } from '../support/no-change-work.ts';
import { reason } from '../support/reason.ts';

const change = aChange();
const here = change.conversation;

function aCard(over: Partial<ChangeCard> = {}): ChangeCard {
  const { id: changeId, conversation } = change;
  return {
    id: 'card',
    kind: 'card',
    changeId,
    conversation,
    audience: 'requester',
    state: 'shown',
    shownVersion: 1,
    notice: '',
    ...over,
  };
}

/** A click on message 7 when the change has these cards; and what was noted about the cards. */
function clickOn(cards: ChangeCard[], over: Partial<Click> = {}) {
  const moved: { id: string; patch: CardPatch }[] = [];
  const t: ChangeWork = {
    ...noChangeWork,
    get: async (id) => (id === change.id ? change : undefined),
    cards: async () => cards,
    moveCard: async (id, from, patch) => {
      const card = cards.find((one) => one.id === id);
      if (!card || !from.includes(card.state)) return false;
      moved.push({ id, patch });
      return true;
    },
  };
  const click: Click = {
    change: change.id,
    actor: anActor(),
    conversation: here,
    card: '7',
    correlationId: 'c',
    ...over,
  };
  return { moved, found: changeClicked(click, 'requester', t) };
}

describe('a click', () => {
  it('is for the change whose card stands there', async () => {
    const { found, moved } = clickOn([aCard({ activityId: '6' }), aCard({ activityId: '7' })]);
    expect(await found).toBe(change);
    expect(moved).toEqual([]);
  });

  it.each(['expected', 'posting', 'unknown', 'shown'] as const)(
    'tells where a card is that is "%s" without a message id: Teams has it, or there were no clicks',
    async (state) => {
      const { found, moved } = clickOn([aCard({ id: 'other', activityId: '6' }), aCard({ state })]);
      expect(await found).toBe(change);
      expect(moved).toEqual([{ id: 'card', patch: { state: 'shown', activityId: '7' } }]);
    },
  );

  it('is not taken for news, which has no buttons', async () => {
    const news = aCard({ kind: 'news', state: 'unknown' });
    expect(await reason(clickOn([news]).found)).toBeInstanceOf(Refusal);
  });

  it.each(['to post', 'not delivered'] as const)(
    'is refused when the only card without a message is "%s": Teams has never had that one',
    async (state) => {
      expect(await reason(clickOn([aCard({ state })]).found)).toBeInstanceOf(Refusal);
    },
  );

  it('finds the card that may be the clicked one beside one that cannot be', async () => {
    const cards = [aCard({ id: 'lost', state: 'not delivered' }), aCard({ state: 'expected' })];
    const { found, moved } = clickOn(cards);
    expect(await found).toBe(change);
    expect(moved.map(({ id }) => id)).toEqual(['card']);
  });

  it.each<[string, ChangeCard[], Partial<Click>]>([
    ['on another message', [aCard({ activityId: '6' })], {}],
    ['in another conversation', [aCard({ activityId: '7' })], { conversation: aConversation({ id: 'a:x' }) }],
    ['on a card for approvers', [aCard({ activityId: '7', audience: 'approver' })], {}],
    ['without a message', [aCard({ activityId: '7' })], { card: undefined }],
    ['without a message, on a card without one', [aCard({ state: 'expected' })], { card: undefined }],
    ['where no card ever was', [], {}],
  ])('%s is refused: a copy, or made up', async (_, cards, over) => {
    const { found, moved } = clickOn(cards, over);
    const error = await reason(found);
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ title: 'Not the original card' });
    expect(moved).toEqual([]);
  });

  it.each<[string, Partial<Click>]>([
    ['with an id that is made up', { change: 'nothing' }],
    ['from another organisation', { actor: anActor({ tenantId: 'another' }) }],
  ])('%s gets the same words, whether the request exists or not', async (_, over) => {
    const error = await reason(clickOn([aCard({ activityId: '7' })], over).found);
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({
      title: 'Unknown request',
      message: 'Hubwatch does not know this request. Nothing was done.',
    });
  });
});

describe('going on with a request', () => {
  it('is for the one who asked, however the id is written', () => {
    const { objectId } = anActor();
    expect(() => requireRequester(change, anActor({ objectId: objectId.toUpperCase() }))).not.toThrow();
  });

  it.each<[string, Partial<Actor>]>([
    ['somebody else', { objectId: arjun.objectId }],
    ['the same id of another organisation', { tenantId: 'another' }],
  ])('is refused for %s', (_, over) => {
    expect(() => requireRequester(change, anActor(over))).toThrow(Refusal);
    expect(() => requireRequester(change, anActor(over))).toThrow('Only Ada Operator can use this button.');
  });

  it('has words also when the one who asked has no name', () => {
    const nameless = { ...change, requester: { ...change.requester, name: '' } };
    expect(() => requireRequester(nameless, anActor({ objectId: arjun.objectId }))).toThrow(
      'Only the one who asked can use this button.',
    );
  });
});
