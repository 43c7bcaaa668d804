import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CardName } from '../../src/cards/card-data.ts';
import { render } from '../../src/cards/render.ts';
import type { CardJson } from '../../src/domain/reply.ts';
import { complaints, houseComplaints } from '../support/card-checks.ts';
import { cardSamples } from '../support/card-samples.ts';
import { objectsIn } from '../support/objects-in.ts';

const folder = new URL('../../cards/', import.meta.url);
const files = readdirSync(folder).map((file) => file.replace('.json', ''));
const names = Object.keys(cardSamples).filter((name): name is CardName => name in cardSamples);

/** What a stranger could put into an alert, a hub's name or a message; and what a bug could leave out. */
const hostile: readonly unknown[] = [
  null,
  undefined,
  '',
  '\u0024{summary}',
  '\u0024{nope(x)} $\u0024{a} \\\u0024{b} `',
  '[click](javascript:alert(1)) **bold** _it_ # head\n- list\n\n1. one',
  '<at>Everyone</at> < AT >x</ at> <script>alert(1)</script>',
  '{{DATE(2026-01-01T00:00:00Z,SHORT)}} {{{TIME(2026-01-01T00:00:00Z)}}',
  '\u202eevil\u2066\u2069\u200f \u0000\u0007\u001b[31m\u2028 \ud800 \u{e0041}',
  'x'.repeat(20_000),
  '🧨אב'.repeat(5_000),
  'z\u0300\u0301\u0302\u0303\u0304'.repeat(2_000),
  0,
  Number.NaN,
  true,
  [],
  {},
  new Date(Number.NaN),
  { type: 'Action.OpenUrl', title: 'x', url: 'javascript:alert(1)' },
];

describe('templates', () => {
  it('have a type and sample data each', () => {
    expect(files.toSorted()).toEqual(names.toSorted());
  });

  it.each(names)('%s keeps the house rules', (name) => {
    const template: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
    expect(template).toMatchObject({
      type: 'AdaptiveCard',
      version: '1.5',
      fallbackText: '\u0024{summary}',
    });
    // With a language of its own a card would show its dates in that language's order to everybody.
    expect(template).not.toHaveProperty('lang');
    expect(houseComplaints(template)).toEqual([]);
    const textBlocks = objectsIn(template).filter(({ node }) => node.type === 'TextBlock');
    const shown = textBlocks.flatMap(({ node }) =>
      [...String(node.text).matchAll(/\$\{(\w+)\}/g)].map(([, key]) => key),
    );
    const unclean = shown.filter((key) => !['heading', 'label', 'mark', 'iso'].includes(key ?? ''));
    expect(unclean, 'data where markdown is understood').toEqual([]);
    expect(
      textBlocks.some(({ node }) => node.style === 'heading'),
      'a heading for screen readers',
    ).toBe(true);
  });

  it.each(names)('%s asks only for fields that its data has', (name) => {
    const template = readFileSync(new URL(`${name}.json`, folder), 'utf8');
    const asked = [...template.matchAll(/\$\{([^}]*)\}/g)].map(([, key]) => key ?? '');
    const given = new Set(objectsIn(cardSamples[name]).flatMap(({ node }) => Object.keys(node)));
    expect(asked.filter((key) => !given.has(key))).toEqual([]);
  });

  it.each(names)('%s with full data is a valid card', (name) => {
    expect(complaintsAfter(name, cardSamples[name])).toEqual([]);
  });

  it.each(names)('%s stays harmless whatever a field holds', (name) => {
    const failures: string[] = [];
    for (const [path, broken] of brokenCopies(cardSamples[name])) {
      const why = complaintsAfter(name, broken);
      if (why.length > 0) failures.push(`${path}: ${why.join('; ')}`);
    }
    expect(failures).toEqual([]);
  });

  it.each(names)('%s stays harmless when every text is hostile at once', (name) => {
    for (const value of hostile.filter((one) => typeof one === 'string' && one.length < 1_000)) {
      const broken = mapTexts(cardSamples[name], () => value);
      expect(complaintsAfter(name, broken)).toEqual([]);
    }
  });
});

function complaintsAfter(name: CardName, data: unknown): string[] {
  // Past the type checker on purpose: the data may be anything but what its type promises.
  const card: CardJson = Reflect.apply(render, undefined, [name, data]);
  const text = JSON.stringify(card);
  const found = complaints(card);
  if (text.includes('\u0024{')) found.push('an expression is left');
  if (text.length >= 40_000) found.push(`has ${text.length} characters`);
  if (/<\s*\/?\s*at\b/i.test(text)) found.push('a mention came through');
  if (/[\u202a-\u202e\u2066-\u2069]|\\u00[01]/u.test(text)) found.push('an invisible character came through');
  if (/javascript:alert\(1\)\)/.test(textBlocksOf(card))) found.push('markdown came through');
  if (/"url":"javascript:/.test(text)) found.push('a script link came through');
  if (
    /\{\{(?!DATE\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ,SHORT\)|TIME\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\))/.test(text)
  ) {
    found.push('a macro that is not ours came through');
  }
  return found;
}

function textBlocksOf(card: unknown): string {
  return objectsIn(card)
    .filter(({ node }) => node.type === 'TextBlock')
    .map(({ node }) => String(node.text))
    .join('\n');
}

/** A copy for each field and each hostile value, and one without the field. */
function* brokenCopies(sample: unknown): Generator<[path: string, copy: unknown]> {
  for (const path of pathsOf(sample)) {
    for (const [i, value] of hostile.entries())
      yield [`${path.join('.')} #${i}`, replaced(sample, path, () => value)];
  }
}

// Lists are entered through their first item; what a button carries is the buttons' own test.
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const inner = Array.isArray(value) ? Object.entries(value.slice(0, 1)) : Object.entries(value);
  const below = inner.filter(([key]) => key !== 'open' && key !== 'buttons');
  const own = inner.filter(([key]) => key === 'open' || key === 'buttons').map(([key]) => [...path, key]);
  return [
    ...(path.length > 0 ? [[...path]] : []),
    ...own,
    ...below.flatMap(([key, child]) => pathsOf(child, [...path, key])),
  ];
}

function replaced(
  value: unknown,
  [key, ...rest]: readonly string[],
  change: (old: unknown) => unknown,
): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item, i) => (String(i) === key ? replaced(item, rest, change) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name,
      name === key ? replaced(child, rest, change) : child,
    ]),
  );
}

function mapTexts(value: unknown, change: () => unknown): unknown {
  if (typeof value === 'string') return change();
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      key === 'open' || key === 'buttons' ? child : mapTexts(child, change),
    ]),
  );
}
