import { conversionFunctions } from './functions-conversion.ts';
import { dynamicFunctions } from './functions-dynamic.ts';
import { logicFunctions } from './functions-logic.ts';
import { textFunctions } from './functions-text.ts';
import { timeFunctions } from './functions-time.ts';
import type { ScalarFunction } from './scope.ts';

const all: ReadonlyMap<string, ScalarFunction> = new Map(
  [conversionFunctions, dynamicFunctions, logicFunctions, textFunctions, timeFunctions].flatMap((some) =>
    Object.entries(some),
  ),
);

/** The scalar function of that name, or undefined when the sandbox has none. Names are case-sensitive. */
export function scalarFunction(name: string): ScalarFunction | undefined {
  return all.get(name);
}
