import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { complaints } from '../support/card-checks.ts';
import { cardViews } from '../support/card-views.ts';

// Reviewed by eye. `npm run golden` writes them anew.
const folder = new URL('./golden/', import.meta.url);

describe('golden cards', () => {
  it.each(Object.entries(cardViews))('%s looks as it was reviewed', (name, view) => {
    const { card, summary } = view();
    const file = new URL(`${name}.json`, folder);
    const text = `${JSON.stringify({ summary, card }, null, 2)}\n`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
    expect(existsSync(file), `${name}.json is missing: npm run golden writes it`).toBe(true);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  it.each(Object.entries(cardViews))('%s is a valid card, small enough for any client', (_, view) => {
    const { card, summary } = view();
    expect(complaints(card)).toEqual([]);
    expect(JSON.stringify(card).length).toBeLessThan(28_000);
    expect(summary).toBe(card.fallbackText);
    expect(summary).not.toMatch(/[*_`<]|\{\{/);
  });

  it('has no file without a card', () => {
    expect(readdirSync(folder).toSorted()).toEqual(
      Object.keys(cardViews)
        .map((name) => `${name}.json`)
        .toSorted(),
    );
  });
});
