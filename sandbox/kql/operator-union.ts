import { KqlError, unsupported } from './kql-error.ts';
import { parametersOf } from './parameters.ts';
import { bounded, type Relation } from './relation.ts';
import type { Environment } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { type KqlColumn, missing, type Value } from './value.ts';

/**
 * `union` of the rows so far, if any, with other tables: all columns of all of them, missing values where a
 * table has no such column. Tables that `isfuzzy=true` skips are gone before this runs.
 */
export function union(node: SyntaxNode, input: Relation | undefined, environment: Environment): Relation {
  const parameters = parametersOf(node, ['isfuzzy', 'kind']);
  const kind = parameters.get('kind')?.toLowerCase() ?? 'outer';
  if (kind !== 'outer') throw unsupported(`union kind=${kind}`);
  const others = node.list('Expressions').map((item) => environment.evaluate(item));
  return stack(input ? [input, ...others] : others);
}

function stack(parts: readonly Relation[]): Relation {
  const starts: number[] = [];
  let length = 0;
  for (const part of parts) {
    starts.push(length);
    length += part.length;
    bounded(length);
  }
  /** The part that a row comes from, and its number there. */
  const place = (row: number): readonly [number, number] => {
    let part = starts.length - 1;
    while (part > 0 && (starts[part] ?? 0) > row) part -= 1;
    return [part, row - (starts[part] ?? 0)];
  };
  const columns = allColumns(parts).map((column) => {
    const sources = parts.map((part) => part.columns.find(({ name }) => name === column.name));
    return {
      ...column,
      at: (row: number): Value => {
        const [part, inside] = place(row);
        return sources[part]?.at(inside) ?? missing(column.type);
      },
    };
  });
  const everywhere = parts.every(({ ingestion }) => ingestion !== undefined);
  return {
    columns,
    length,
    ingestion: everywhere
      ? (row) => {
          const [part, inside] = place(row);
          return parts[part]?.ingestion?.(inside) ?? null;
        }
      : undefined,
  };
}

function allColumns(parts: readonly Relation[]): KqlColumn[] {
  const found = new Map<string, KqlColumn>();
  for (const { name, type } of parts.flatMap((part) => part.columns)) {
    const known = found.get(name);
    if (known && known.type !== type) {
      throw unsupported(`a union where ${name} is ${known.type} in one table and ${type} in another`);
    }
    found.set(name, { name, type });
  }
  if (found.size === 0) throw new KqlError('semantic', 'None of the tables of the union exists.');
  return [...found.values()];
}
