import { asText, type Expr, lift, lift2, liftAll, textOf, toText } from './expr.ts';
import { argument, atMost } from './functions-logic.ts';
import { unsupported } from './kql-error.ts';
import type { Call, ScalarFunction } from './scope.ts';
import { boundedText, type Value } from './value.ts';

/** Functions on texts: tolower, toupper, strcat, strlen, substring, split, replace_string, … */
export const textFunctions: Readonly<Record<string, ScalarFunction>> = {
  tolower: (call) => lift('string', text(call, 0), (value) => textOf(value).toLowerCase()),
  toupper: (call) => lift('string', text(call, 0), (value) => textOf(value).toUpperCase()),
  strlen: (call) => lift('long', text(call, 0), (value) => [...textOf(value)].length),
  strcat: ({ args }) =>
    liftAll('string', args, (values) =>
      boundedText(values.map((value, index) => toText(value, args[index]?.type ?? 'string')).join('')),
    ),
  strcat_delim: ({ args }) =>
    liftAll('string', args, ([delimiter = '', ...values]) =>
      boundedText(
        values
          .map((value, index) => toText(value, args[index + 1]?.type ?? 'string'))
          .join(textOf(delimiter)),
      ),
    ),
  substring: (call) => {
    const length = call.args[2];
    const parts = length ? [text(call, 0), argument(call, 1), length] : [text(call, 0), argument(call, 1)];
    return liftAll('string', parts, ([value = '', start = null, count = null]) =>
      substring(textOf(value), start, length ? count : Infinity),
    );
  },
  split: (call) => {
    atMost(call, 2);
    return lift2('dynamic', text(call, 0), text(call, 1), (value, delimiter) => {
      if (delimiter === '') throw unsupported('split() at an empty delimiter');
      return textOf(value).split(textOf(delimiter));
    });
  },
  replace_string: (call) =>
    liftAll('string', [text(call, 0), text(call, 1), text(call, 2)], ([value = '', from = '', to = '']) => {
      if (from === '') throw unsupported('replace_string() of an empty text');
      return boundedText(textOf(value).replaceAll(textOf(from), () => textOf(to)));
    }),
};

function text(call: Call, index: number): Expr {
  return asText(argument(call, index), `${call.name}()`);
}

/** Characters from `start` on; a negative start counts from the end. */
function substring(value: string, start: Value, count: Value): string {
  if (typeof start !== 'number' || typeof count !== 'number') throw unsupported('substring() at null');
  if (count < 0) throw unsupported('substring() of a negative length');
  const characters = [...value];
  const from = start < 0 ? Math.max(0, characters.length + start) : start;
  return characters.slice(from, from + count).join('');
}
