import { describe, expect, it } from 'vitest';
import { findAction } from '../../../sandbox/demo/find-action.ts';

const row = (title: string) => ({
  type: 'Container',
  items: [],
  selectAction: { type: 'Action.Execute', title, fallback: { type: 'Action.Submit', title } },
});

describe('finding something to click on a card', () => {
  const card = {
    type: 'AdaptiveCard',
    body: [
      row('Open hub a'),
      row('Open hub b'),
      { type: 'ActionSet', actions: [{ type: 'Action.Execute', title: 'Next' }] },
    ],
  };

  it('finds rows and buttons by title, the first that fits', () => {
    expect(findAction(card, /^Open hub/)).toMatchObject({ type: 'Action.Execute', title: 'Open hub a' });
    expect(findAction(card, /^Next$/)).toMatchObject({ title: 'Next' });
  });

  it('finds nothing on what is no card, and nothing by the text of a card', () => {
    for (const odd of [undefined, null, 'Next', 7, { type: 'TextBlock', title: 'Next' }]) {
      expect(findAction(odd, /Next/)).toBeUndefined();
    }
  });
});
