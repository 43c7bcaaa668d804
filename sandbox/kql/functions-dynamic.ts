import { type Expr, lift, lift2, liftAll, textOf, toDynamic } from './expr.ts';
import { argument } from './functions-logic.ts';
import { unsupported } from './kql-error.ts';
import type { Call, ScalarFunction } from './scope.ts';
import { boundedDynamic, isArray, isBag, keyOf, type Value } from './value.ts';

/** Functions on arrays and property bags. */
export const dynamicFunctions: Readonly<Record<string, ScalarFunction>> = {
  pack_array: ({ args }) => liftAll('dynamic', args, (values) => packed(args, values)),
  pack: bagOf,
  bag_pack: bagOf,
  array_length: (call) => lift('long', dynamic(call, 0), (value) => (isArray(value) ? value.length : null)),
  array_concat: ({ args }) =>
    liftAll('dynamic', args, (values) => {
      if (!values.every(isArray)) throw unsupported('array_concat() of something else than arrays');
      return boundedDynamic(values.flatMap((value) => (isArray(value) ? value : [])));
    }),
  bag_keys: (call) =>
    lift('dynamic', dynamic(call, 0), (value) => (isBag(value) ? Object.keys(value) : null)),
  bag_has_key: (call) =>
    lift2('bool', dynamic(call, 0), argument(call, 1), (value, key) =>
      isBag(value) ? Object.hasOwn(value, textOf(key)) : null,
    ),
  set_has_element: (call) => {
    const wanted = argument(call, 1);
    return lift2('bool', dynamic(call, 0), wanted, (value, item) => {
      const key = keyOf(toDynamic(item, wanted.type));
      return isArray(value) ? value.some((one) => keyOf(one) === key) : null;
    });
  },
};

function dynamic(call: Call, index: number): Expr {
  const found = argument(call, index);
  if (found.type !== 'dynamic') throw unsupported(`${call.name}() of a ${found.type}`);
  return found;
}

function packed(args: readonly Expr[], values: readonly Value[]): Value[] {
  return boundedDynamic(values.map((value, index) => toDynamic(value, args[index]?.type ?? 'dynamic')));
}

/** `bag_pack(key, value, …)`. */
function bagOf({ name, args }: Call): Expr {
  if (args.length % 2 !== 0) throw unsupported(`${name}() with a key that has no value`);
  return liftAll('dynamic', args, (values) => {
    const plain = packed(args, values);
    const pairs = plain.flatMap((key, index) =>
      index % 2 === 0 ? [[textOf(key), plain[index + 1] ?? null] as const] : [],
    );
    return Object.fromEntries(pairs);
  });
}
