import { readdirSync, readFileSync } from 'node:fs';
import { Template } from 'adaptivecards-templating';
import { z } from 'zod';
import type { CardJson, Reply } from '../domain/reply.ts';
import type { CardDataByName, CardName } from './card-data.ts';
import { normalise } from './normalise.ts';
import { plain } from './text.ts';
import { tidy } from './tidy.ts';

/**
 * The most characters a card may have. Teams allows about 100 KB per bot message, counted in UTF-16, so two
 * bytes for most characters; this leaves room for the activity around the card (Microsoft Learn, "Format your
 * bot messages").
 */
export const largestCard = 40_000;

const folder = new URL('../../cards/', import.meta.url);
const cardShape = z.looseObject({ type: z.literal('AdaptiveCard'), version: z.literal('1.5') });

// Compiled once, when the program starts: a broken template stops the start, and `new Template` costs 5 ms.
const templates: ReadonlyMap<string, Template> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.slice(0, -'.json'.length), load(new URL(file, folder))]),
);

/**
 * Fills a template. The result is a whole Adaptive Card 1.5: no expression is left in it and it has fewer
 * than 40,000 characters. Throws an Error that names the template when it is unknown or the card is too big.
 */
export function render<Name extends CardName>(name: Name, data: CardDataByName[Name]): CardJson {
  const template = templates.get(name);
  if (!template) throw new Error(`There is no card template "${name}" in cards/`);
  const card = cardShape.parse(tidy(template.expand({ $root: normalise(data) })));
  const size = JSON.stringify(card).length;
  if (size >= largestCard) {
    throw new Error(`The card "${name}" has ${size} characters; it must stay below ${largestCard}`);
  }
  return card;
}

/** Fills a template and adds the plain line that goes with it. */
export function reply<Name extends CardName>(name: Name, data: CardDataByName[Name]): Reply {
  return { card: render(name, data), summary: plain(data.summary, 500) };
}

function load(file: URL): Template {
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return new Template(cardShape.parse(json));
}
