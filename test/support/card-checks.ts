import { existsSync, readFileSync } from 'node:fs';
import * as AdaptiveCards from 'adaptivecards';
import { Ajv } from 'ajv';
import type { CardJson } from '../../src/domain/reply.ts';
import { cardComplaints } from './card-schema.ts';
import { objectsIn } from './objects-in.ts';

/** What the `adaptivecards` parser (the one behind Teams on the web) has against a card; empty is good. */
function parserComplaints(card: CardJson): string[] {
  const parsed = new AdaptiveCards.AdaptiveCard();
  parsed.hostConfig = new AdaptiveCards.HostConfig({ actions: { maxActions: 6 } }); // Teams' limit
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  parsed.parse(card, context);
  const found = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
  return [...found, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
}

/**
 * Everything that is wrong with a finished card: by Microsoft's parser, by our own strict schema, by Microsoft's
 * schema where a copy lies beside the checkout, and by the house rules.
 */
export function complaints(card: CardJson): string[] {
  return [
    ...parserComplaints(card),
    ...cardComplaints(card),
    ...(microsoftSchema?.(card) ?? []),
    ...houseComplaints(card),
  ];
}

const schemaFile = new URL('../../../shared/specs/adaptive-card-1.5.json', import.meta.url);

/**
 * Checks cards against Microsoft's JSON schema of version 1.5 when a copy lies beside the checkout (the file is
 * in microsoft/AdaptiveCards, schemas/1.5.0, and in no npm package); undefined when there is none.
 */
function schemaCheck(): ((card: CardJson) => string[]) | undefined {
  if (!existsSync(schemaFile)) return undefined;
  const draft06 = JSON.parse(
    readFileSync(
      new URL('../../node_modules/ajv/dist/refs/json-schema-draft-06.json', import.meta.url),
      'utf8',
    ),
  );
  const { id, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const ajv = new Ajv({ strict: false, logger: false });
  ajv.addMetaSchema(draft06);
  const validate = ajv.compile({ ...schema, $id: id });
  return (card) => {
    const { msteams: _, ...plainCard } = card; // Teams' own extension, not in the schema
    return validate(plainCard) ? [] : [ajv.errorsText(validate.errors)];
  };
}

const microsoftSchema = schemaCheck();

/** House rules that hold for templates and for finished cards alike; the ways in which `card` breaks them. */
export function houseComplaints(card: unknown): string[] {
  const complaints: string[] = [];
  const objects = objectsIn(card);
  for (const { path, node } of objects) {
    const say = (why: string) => complaints.push(`${path} ${String(node.type)}: ${why}`);
    if (node.type === 'TextBlock' && node.wrap !== true) say('does not wrap');
    if (node.type === 'Table' || node.type === 'FactSet')
      say('does not suit a phone, or reads data as markdown');
    if (node.type === 'Image' && !node.altText) say('has no altText');
    if (String(node.type).startsWith('Input.') && !node.label) say('has no label');
    if (node.type === 'ColumnSet' && Array.isArray(node.columns) && node.columns.length > 3)
      say('is too wide');
    if (node.type === 'Action.Execute' && !hasSubmit(node)) say('has no Action.Submit with the same data');
    if (String(node.type).startsWith('Action.') && !node.title) say('has no title');
    if (node.type === 'Action.Execute' && String(node.title).length > 80) say('has a title that is too long');
  }
  const count = objects.filter(({ path }) => /\.actions\[\d+\]$/.test(path)).length;
  if (count > 6) complaints.push(`has ${count} buttons`);
  return complaints;
}

function hasSubmit({ fallback, data }: Record<string, unknown>): boolean {
  const [found] = objectsIn(fallback);
  return found?.node.type === 'Action.Submit' && JSON.stringify(found.node.data) === JSON.stringify(data);
}
