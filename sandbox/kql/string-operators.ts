import { asText, constantOf, type Expr, lift2, textOf } from './expr.ts';
import { KqlError, unsupported } from './kql-error.ts';
import { textList } from './membership.ts';
import type { Scope } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';

type Test = (text: string, wanted: string) => boolean;

/** The operators on texts, by name without `!` and `_cs`. */
const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['contains', (text, wanted) => text.includes(wanted)],
  ['startswith', (text, wanted) => text.startsWith(wanted)],
  ['endswith', (text, wanted) => text.endsWith(wanted)],
  ['has', (text, wanted) => hasTerm(text, wanted, true, true)],
  ['hasprefix', (text, wanted) => hasTerm(text, wanted, true, false)],
  ['hassuffix', (text, wanted) => hasTerm(text, wanted, false, true)],
  ['=~', (text, wanted) => text === wanted],
]);

/**
 * An operator between two texts: `=~ !~ has contains startswith endswith hasprefix hassuffix`, their `_cs`
 * and negated forms, and `matches regex`. Without `_cs` case does not count. A dynamic value is looked at as text.
 */
export function stringOperator(operator: string, left: Expr, right: Expr): Expr {
  const name = operator.toLowerCase().replace(/\s+/g, ' ');
  const [text, wanted] = [asText(left, operator), asText(right, operator)];
  if (name === 'matches regex') return matchesRegex(text, wanted);
  const negate = name.startsWith('!');
  const plain = name === '!~' ? '=~' : name.replace(/^!/, '').replace(/_cs$/, '');
  const test = tests.get(plain);
  if (!test) throw unsupported(`the operator ${operator}`);
  const apply = name.endsWith('_cs') ? test : foldingCase(test);
  return lift2('bool', text, wanted, (a, b) => apply(textOf(a), textOf(b)) !== negate);
}

/** `has_any (…)` and `has_all (…)`. */
export function hasAny(operator: string, left: Expr, list: readonly SyntaxNode[], scope: Scope): Expr {
  const text = asText(left, operator);
  const wanted = textList(operator, list, scope);
  const all = operator.toLowerCase() === 'has_all';
  const test = foldingCase((one, term) => hasTerm(one, term, true, true));
  return {
    type: 'bool',
    constant: false,
    at: (row) => {
      const one = textOf(text.at(row));
      return all ? wanted(row).every((term) => test(one, term)) : wanted(row).some((term) => test(one, term));
    },
  };
}

/**
 * Does the text hold the wanted one as whole terms? A term is a longest run of letters and digits (Microsoft's
 * page on string operators), so a match may not start or end inside such a run.
 */
function hasTerm(text: string, wanted: string, start: boolean, end: boolean): boolean {
  if (wanted === '') throw unsupported('has with an empty text');
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const after = at + wanted.length;
    const cutBefore = start && at > 0 && inTerm(text, at - 1) && inTerm(text, at);
    const cutAfter = end && after < text.length && inTerm(text, after - 1) && inTerm(text, after);
    if (!cutBefore && !cutAfter) return true;
  }
  return false;
}

function inTerm(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) {
    return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  }
  return /[\p{L}\p{N}]/u.test(text.charAt(at));
}

/** A test that ignores case. The wanted text is mostly the same in each row, so its fold is remembered. */
function foldingCase(test: Test): Test {
  let last = '';
  let folded = '';
  return (text, wanted) => {
    if (wanted !== last) {
      last = wanted;
      folded = wanted.toLowerCase();
    }
    return test(text.toLowerCase(), folded);
  };
}

/** Longest pattern that the sandbox tries. Its own bound. */
const maxPattern = 500;
/** Most repetitions without end in a pattern. Its own bound. */
const maxEndless = 2;

/**
 * `matches regex` with RE2 patterns. What RE2 lacks (looking around, back references) is refused as the
 * service would; what this engine reads differently, or could spend an age on, is refused as unsupported.
 */
function matchesRegex(text: Expr, pattern: Expr): Expr {
  const source = textOf(constantOf(pattern, 'a regular expression'));
  const regex = compileRegex(source);
  return lift2('bool', text, pattern, (value) => regex.test(textOf(value)));
}

function compileRegex(source: string): RegExp {
  if (/\(\?<?[=!]|\\[1-9]|\\k</.test(source)) {
    throw new KqlError('semantic', `The regular expression ${source.slice(0, 60)} is not valid in RE2.`);
  }
  const flags = /^\(\?i\)/.test(source) ? 'iu' : 'u';
  const body = source.replace(/^\(\?i\)/, '');
  // A repeated group that repeats or chooses inside can take exponential time here; RE2 has no such trouble.
  const simpleGroups = body.replace(/\((?:\?:)?[^()+*{|]*\)[+*{]/g, '');
  const strange = /\(\?[^:]|\[\[:|\\[pPQEAzCa]/.test(body) || /\)[+*{]/.test(simpleGroups);
  // Backtracking costs a power of the text's length for each repetition without end.
  const endless = body.match(/[*+]|\{\d*,\}/g)?.length ?? 0;
  if (strange || endless > maxEndless || source.length > maxPattern)
    throw unsupported(`the regular expression ${source.slice(0, 60)}`);
  try {
    return new RegExp(body, flags);
  } catch {
    throw unsupported(`the regular expression ${source.slice(0, 60)}`);
  }
}
