import { type Analysis, analyse } from './language.ts';
import type { KqlSchema } from './schemas.ts';
import type { SyntaxNode } from './syntax-node.ts';

/** A table without columns or rows: what takes the place of a part of a union that `isfuzzy=true` skips. */
export const skippedTable = '__skipped';

const narrowed = new WeakMap<KqlSchema, Map<string, KqlSchema>>();

/**
 * Checks a query against the tables that exist at the moment: a table comes into being with its first row, and
 * until then its name is unknown, columns and all. Parts of a `union isfuzzy=true` that name such a
 * table are taken out before the query is read again, because their columns are not part of the answer.
 */
export function analysePresent(text: string, schema: KqlSchema, present: ReadonlySet<string>): Analysis {
  const first = analyse(text, only(schema, present, false));
  const missing = first.diagnostics.filter(({ code }) => code === 'KS205').map(({ start }) => start);
  if (!first.tree || missing.length === 0) return first;
  const skipped = fuzzyParts(first.tree, missing);
  const rest = skipped.reduceRight(
    (source, part) => source.slice(0, part.start) + skippedTable + source.slice(part.start + part.length),
    text,
  );
  return analyse(rest, only(schema, present, true));
}

/** The smallest parts of fuzzy unions that hold all those places between them, in source order. */
function fuzzyParts(node: SyntaxNode, places: readonly number[]): SyntaxNode[] {
  if (!places.some((place) => holds(node, place))) return [];
  if (!isFuzzy(node)) return node.children().flatMap((child) => fuzzyParts(child, places));
  return node.list('Expressions').flatMap((part) => {
    const inside = places.filter((place) => holds(part, place));
    const smaller = fuzzyParts(part, inside);
    const covered = inside.every((place) => smaller.some((one) => holds(one, place)));
    return covered ? smaller : [part];
  });
}

function holds(node: SyntaxNode, place: number): boolean {
  return place >= node.start && place < node.start + node.length;
}

function isFuzzy(node: SyntaxNode): boolean {
  return (
    node.kind === 'UnionOperator' &&
    node.list('Parameters').some(({ text }) => /^isfuzzy\s*=\s*true$/i.test(text))
  );
}

/** The schema cut down to some of its tables. The same cut gives the same object: analysing caches by it. */
function only(schema: KqlSchema, present: ReadonlySet<string>, withSkipped: boolean): KqlSchema {
  const names = Object.keys(schema.tables).filter((name) => present.has(name));
  const key = JSON.stringify([names, withSkipped]);
  const cuts = narrowed.get(schema) ?? new Map<string, KqlSchema>();
  narrowed.set(schema, cuts);
  const known = cuts.get(key);
  if (known) return known;
  const tables = Object.fromEntries(names.map((name) => [name, schema.tables[name] ?? []]));
  const made = { ...schema, tables: withSkipped ? { ...tables, [skippedTable]: [] } : tables };
  cuts.set(key, made);
  return made;
}
