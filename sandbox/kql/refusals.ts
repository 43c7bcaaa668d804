import type { KqlDiagnostic } from './language.ts';
import { datetimeLiteral, timespanLiteral } from './literals.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { isKqlType, isNumeric } from './value.ts';

/**
 * Functions that look outside the tables of the schema, or at the engine's inner state. A service that
 * answers one workspace gives the sandbox nothing to answer them with.
 */
const foreignFunctions =
  /^(cluster|database|table|external_table|materialized_view|workspace|app|resource|adx|arg|entity_group|current_principal.*|current_cluster_endpoint|current_database|cursor_.*|extent_id|extent_tags|extentid|extenttags)$/i;

const equalities: ReadonlySet<string> = new Set(['EqualExpression', 'NotEqualExpression']);
const memberships: ReadonlySet<string> = new Set([
  'InExpression',
  'NotInExpression',
  'InCsExpression',
  'NotInCsExpression',
]);

/**
 * What the analyser lets pass although the service refuses it, or although no query sent to one workspace has
 * any business with it. `root` is the tree of a query without errors.
 */
export function refusals(root: SyntaxNode): KqlDiagnostic[] {
  const statements = root.list('Statements');
  const found: KqlDiagnostic[] = [];
  const answers = statements.filter(({ kind }) => kind === 'ExpressionStatement');
  for (const statement of statements) {
    if (statement.kind !== 'ExpressionStatement' && statement.kind !== 'LetStatement') {
      found.push(at(statement, 'statement', `A ${statement.kind} is not supported here.`));
    }
  }
  if (answers.length === 0) found.push(at(root, 'empty', 'The query has no answer.'));
  if (answers.length > 1) {
    found.push(at(root, 'statement', `A query has one answer; this one has ${answers.length}.`));
  }
  visit(root, found);
  return found;
}

function visit(node: SyntaxNode, found: KqlDiagnostic[]): void {
  const objection = objectTo(node);
  if (objection) found.push(at(node, ...objection));
  for (const child of node.children()) visit(child, found);
}

function objectTo(node: SyntaxNode): readonly [code: string, message: string] | undefined {
  if (node.kind === 'FunctionCallExpression') {
    const name = node.child('Name').text;
    return foreignFunctions.test(name)
      ? ['foreign', `The function ${name}() is not supported here.`]
      : undefined;
  }
  if (node.kind === 'DateTimeLiteralExpression' && datetimeLiteral(node.text) === undefined) {
    return ['bad-literal', `${node.text} is not a date.`];
  }
  if (node.kind === 'TimespanLiteralExpression' && timespanLiteral(node.text) === undefined) {
    return ['bad-literal', `${node.text} is not a timespan.`];
  }
  if (equalities.has(node.kind)) {
    return differ(node.child('Left'), node.child('Right'));
  }
  if (memberships.has(node.kind)) {
    const left = node.child('Left');
    const wrong = node
      .child('Right')
      .list('Expressions')
      .map((item) => (item.tabular || item.type === 'dynamic' ? undefined : differ(left, item)));
    return wrong.find((one) => one !== undefined);
  }
  return undefined;
}

/** The service compares values of one type, numbers among each other, and dynamic values with plain ones. */
function differ(left: SyntaxNode, right: SyntaxNode): readonly [string, string] | undefined {
  const [one, other] = [left.type, right.type];
  if (!isKqlType(one) || !isKqlType(other)) return undefined;
  const both = one === 'dynamic' && other === 'dynamic';
  const mixed = (one === 'dynamic' || other === 'dynamic') && !isTime(one) && !isTime(other);
  if (!both && (one === other || (isNumeric(one) && isNumeric(other)) || mixed)) return undefined;
  return ['types-differ', `Cannot compare values of types ${one} and ${other}. Add an explicit cast.`];
}

function isTime(type: string): boolean {
  return type === 'datetime' || type === 'timespan';
}

function at(node: SyntaxNode, code: string, message: string): KqlDiagnostic {
  return { code, severity: 'Error', message, start: node.start, length: node.length };
}
