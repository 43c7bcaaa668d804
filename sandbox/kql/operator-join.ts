import { KqlError, unsupported } from './kql-error.ts';
import { parametersOf } from './parameters.ts';
import { bounded, columnOf, named, pick, type Relation, type RelationColumn } from './relation.ts';
import type { Environment } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { keyOf } from './value.ts';

/** Left and right row numbers of each row of the answer; -1 where a side has none. */
type Pairs = readonly (readonly [left: number, right: number])[];

/**
 * `join kind=… (…) on …`. Without a kind it is `innerunique`: of the left rows with one key only one is
 * kept (here the first; the service promises none in particular).
 */
export function join(node: SyntaxNode, left: Relation, environment: Environment): Relation {
  const kind = parametersOf(node, ['kind']).get('kind')?.toLowerCase() ?? 'innerunique';
  const right = environment.evaluate(node.child('Expression'));
  const on = node.child('ConditionClause');
  if (on.kind !== 'JoinOnClause') throw unsupported(`a ${on.kind} of join`);
  const conditions = on.list('Expressions').flatMap((item) => condition(item, left, right));
  const leftKeys = keysOf(
    left,
    conditions.map((one) => one.left),
  );
  const rightKeys = keysOf(
    right,
    conditions.map((one) => one.right),
  );
  const pairs = match(kind, leftKeys, rightKeys);

  const leftPart = pick(
    left,
    pairs.map(([row]) => row),
  );
  const rightPart = pick(
    right,
    pairs.map(([, row]) => row),
  );
  const columns = [
    ...(/^right(semi|anti|antisemi)$/.test(kind) ? [] : leftPart.columns),
    ...(/^(anti|left(semi|anti|antisemi))$/.test(kind) ? [] : rightPart.columns),
  ];
  const names = named(node.columns);
  if (names.length !== columns.length) throw unsupported(`this join: ${node.text.slice(0, 80)}`);
  return {
    length: pairs.length,
    columns: columns.map((column, index) => ({ ...column, name: names[index]?.name ?? column.name })),
  };
}

function match(kind: string, left: readonly string[], right: readonly string[]): Pairs {
  const [byLeft, byRight] = [rowsByKey(left), rowsByKey(right)];
  const leftOnly = () => left.flatMap((key, row) => (byRight.has(key) ? [] : [[row, -1] as const]));
  const rightOnly = () => right.flatMap((key, row) => (byLeft.has(key) ? [] : [[-1, row] as const]));
  switch (kind) {
    case 'innerunique':
      return both(
        [...byLeft.values()].map(([first = -1]) => first),
        left,
        byRight,
      );
    case 'inner':
      return both([...left.keys()], left, byRight);
    case 'leftouter':
      return [...both([...left.keys()], left, byRight), ...leftOnly()].sort(([a], [b]) => a - b);
    case 'rightouter':
      return [...both([...left.keys()], left, byRight), ...rightOnly()];
    case 'fullouter':
      return [...both([...left.keys()], left, byRight), ...leftOnly(), ...rightOnly()];
    case 'leftsemi':
      return left.flatMap((key, row) => (byRight.has(key) ? [[row, -1] as const] : []));
    case 'rightsemi':
      return right.flatMap((key, row) => (byLeft.has(key) ? [[-1, row] as const] : []));
    case 'anti':
    case 'leftanti':
    case 'leftantisemi':
      return leftOnly();
    case 'rightanti':
    case 'rightantisemi':
      return rightOnly();
    default:
      throw unsupported(`join kind=${kind}`);
  }
}

function both(
  rows: readonly number[],
  left: readonly string[],
  byRight: ReadonlyMap<string, readonly number[]>,
): Pairs {
  const pairs: (readonly [number, number])[] = [];
  for (const row of rows) {
    for (const other of byRight.get(left[row] ?? '') ?? []) pairs.push([row, other]);
    bounded(pairs.length);
  }
  return pairs;
}

function rowsByKey(keys: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [row, key] of keys.entries()) {
    const rows = found.get(key);
    if (rows) rows.push(row);
    else found.set(key, [row]);
  }
  return found;
}

function keysOf(relation: Relation, columns: readonly RelationColumn[]): string[] {
  return Array.from({ length: relation.length }, (_, row) =>
    columns
      .map((column) => {
        const value = column.at(row);
        // Whether null meets null in a join is not documented.
        if (value === null) throw unsupported(`a join on ${column.name} where it is null`);
        return keyOf(value);
      })
      .join(''),
  );
}

interface Condition {
  readonly left: RelationColumn;
  readonly right: RelationColumn;
}

/** `on name`, `on $left.a == $right.b`, and several of the latter joined by `and`. */
function condition(node: SyntaxNode, left: Relation, right: Relation): Condition[] {
  if (node.kind === 'ParenthesizedExpression') return condition(node.child('Expression'), left, right);
  if (node.kind === 'AndExpression') {
    return [...condition(node.child('Left'), left, right), ...condition(node.child('Right'), left, right)];
  }
  if (node.kind === 'NameReference' && node.symbol) {
    const { name } = node.symbol;
    return [checked({ left: columnOf(left, name), right: columnOf(right, name) })];
  }
  if (node.kind !== 'EqualExpression') throw unsupported(`the join condition ${node.text.slice(0, 60)}`);
  const ofLeft = side(node.child('Left'), '$left');
  const ofRight = side(node.child('Right'), '$right');
  return [checked({ left: columnOf(left, ofLeft), right: columnOf(right, ofRight) })];
}

/** The column of `$left.name` or `$right.name`. */
function side(node: SyntaxNode, wanted: '$left' | '$right'): string {
  const right = node.kind === 'PathExpression' && node.child('Expression').text === wanted;
  const name = right ? node.child('Selector').symbol?.name : undefined;
  if (name === undefined) throw unsupported(`the join condition ${node.text.slice(0, 60)}`);
  return name;
}

function checked(one: Condition): Condition {
  const types = [one.left.type, one.right.type];
  if (types.includes('dynamic')) throw new KqlError('semantic', 'A join key cannot be dynamic. Cast it.');
  if (types[0] !== types[1]) throw unsupported(`a join of ${types.join(' and ')}`);
  return one;
}
