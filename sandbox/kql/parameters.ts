import { unsupported } from './kql-error.ts';
import type { SyntaxNode } from './syntax-node.ts';

/**
 * The parameters of an operator, such as `kind=leftouter`, by name in lower case. Any that is not among
 * `allowed` is refused by name: ignoring it could change the answer.
 */
export function parametersOf(node: SyntaxNode, allowed: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    node.list('Parameters').map((parameter) => {
      const name = parameter.child('Name').text.toLowerCase();
      if (!allowed.includes(name)) throw unsupported(`${name}= of ${operatorName(node)}`);
      return [name, parameter.child('Expression').text] as const;
    }),
  );
}

/** The word that the operator begins with, for messages. */
export function operatorName(node: SyntaxNode): string {
  return /^[\w-]+/.exec(node.text)?.[0] ?? node.kind;
}
