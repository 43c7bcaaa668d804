import { expect, it } from 'vitest';
import { largestCard, render, reply } from '../../src/cards/render.ts';
import { cardSamples } from '../support/card-samples.ts';

it('refuses a card that Teams would refuse for its size, and names it', () => {
  const rows = Array.from({ length: 100 }, () => ({ text: 'x'.repeat(1_000) }));
  expect(() => render('welcome', { ...cardSamples.welcome, lines: rows })).toThrow(
    /^The card "welcome" has \d+ characters; it must stay below 40000$/,
  );
  expect(largestCard).toBe(40_000);
});

it('leaves out the parts that have nothing to show', () => {
  const card = render('hubs', {
    ...cardSamples.hubs,
    rows: [],
    gaps: [],
    filters: [],
    buttons: [],
    times: [],
  });
  expect(JSON.stringify(card)).not.toMatch(/Filter|Not read|ActionSet|DATE|\[\]|null/);
});

it('leaves the data as it was, and two cards do not share parts', () => {
  const before = structuredClone(cardSamples.hubs);
  const first = render('hubs', cardSamples.hubs);
  expect(cardSamples.hubs).toEqual(before);
  expect(render('hubs', cardSamples.hubs)).toEqual(first);
});

it('keeps what a button carries, empty lists too', () => {
  const {
    buttons: [action],
  } = cardSamples.hubs;
  if (action?.type !== 'Action.Execute') throw new Error('the sample has no button');
  const data = { ...action.data, args: { severities: [], hours: 24, page: 2, exact: false } };
  const card = render('hubs', { ...cardSamples.hubs, buttons: [{ ...action, data }] });
  expect(JSON.stringify(card)).toContain('"args":{"severities":[],"hours":24,"page":2,"exact":false}');
});

it('gives the plain line with the card and inside it', () => {
  const { card, summary } = reply('welcome', { ...cardSamples.welcome, summary: 'Hello\n<at>all</at>' });
  expect(summary).toBe('Hello ‹at>all‹/at>');
  expect(card.fallbackText).toBe(summary);
});
