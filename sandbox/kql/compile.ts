import { arithmetic, negated } from './arithmetic.ts';
import { between, comparison, logical } from './comparison.ts';
import { element, member } from './dynamic-access.ts';
import { constant, type Expr } from './expr.ts';
import { scalarFunction } from './functions.ts';
import { unsupported } from './kql-error.ts';
import { isLiteral, literal } from './literals.ts';
import { membership } from './membership.ts';
import { columnOf, type Relation } from './relation.ts';
import type { Environment, Scope } from './scope.ts';
import { hasAny, stringOperator } from './string-operators.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { kqlType } from './value.ts';

/** The place for expressions over the rows of a relation, or outside of any. */
export function scopeOf(environment: Environment, relation?: Relation): Scope {
  const scope: Scope = { environment, relation, compile: (node) => compile(node, scope) };
  return scope;
}

function compile(node: SyntaxNode, scope: Scope): Expr {
  if (isLiteral(node)) {
    const { type, value } = literal(node);
    return constant(type, value);
  }
  const left = () => scope.compile(node.child('Left'));
  const right = () => scope.compile(node.child('Right'));
  switch (node.kind) {
    case 'ParenthesizedExpression':
      return scope.compile(node.child('Expression'));
    case 'NameReference':
      return reference(node, scope);
    case 'PathExpression':
      return member(scope.compile(node.child('Expression')), node.child('Selector'));
    case 'ElementExpression':
      return element(scope, node);
    case 'FunctionCallExpression':
      return functionCall(node, scope);
    case 'ToScalarExpression':
      return toScalar(node, scope);
    case 'UnaryPlusExpression':
      return scope.compile(node.child('Expression'));
    case 'UnaryMinusExpression':
      return negated(scope.compile(node.child('Expression')));
    case 'AddExpression':
    case 'SubtractExpression':
    case 'MultiplyExpression':
    case 'DivideExpression':
    case 'ModuloExpression':
      return arithmetic(node.child('Operator').text, kqlType(node.type), left(), right());
    case 'EqualExpression':
    case 'NotEqualExpression':
    case 'LessThanExpression':
    case 'LessThanOrEqualExpression':
    case 'GreaterThanExpression':
    case 'GreaterThanOrEqualExpression':
      return comparison(node.child('Operator').text, left(), right());
    case 'AndExpression':
    case 'OrExpression':
      return logical(node.child('Operator').text, left(), right());
    case 'BetweenExpression':
    case 'NotBetweenExpression': {
      const couple = node.child('Right');
      const [low, high] = [scope.compile(couple.child('First')), scope.compile(couple.child('Second'))];
      return between(node.kind === 'NotBetweenExpression', left(), low, high);
    }
    case 'InExpression':
    case 'InCsExpression':
    case 'NotInExpression':
    case 'NotInCsExpression':
      return membership(node.child('Operator').text, left(), node.child('Right').list('Expressions'), scope);
    case 'HasAnyExpression':
    case 'HasAllExpression':
      return hasAny(node.child('Operator').text, left(), node.child('Right').list('Expressions'), scope);
    default:
      if (node.optional('Left') && node.optional('Operator') && node.optional('Right')) {
        return stringOperator(node.child('Operator').text, left(), right());
      }
      throw unsupported(`${node.kind}: ${node.text.slice(0, 60)}`);
  }
}

function reference(node: SyntaxNode, scope: Scope): Expr {
  const symbol = node.symbol;
  if (symbol?.kind === 'ColumnSymbol' && scope.relation) {
    const column = columnOf(scope.relation, symbol.name);
    return { type: column.type, constant: false, at: column.at };
  }
  const binding = symbol && scope.environment.variables.get(symbol.name);
  if (binding?.kind === 'scalar') return binding.value();
  throw unsupported(`the name ${node.text.slice(0, 60)} in this place`);
}

function functionCall(node: SyntaxNode, scope: Scope): Expr {
  const name = node.child('Name').text;
  const args = node.child('ArgumentList').list('Expressions');
  const found = scalarFunction(name);
  if (!found) throw unsupported(`the function ${name}()`);
  const exprs = args.map((arg) => scope.compile(arg));
  return found({ name, args: exprs, scope, type: node.type });
}

/** `toscalar(T)`: the first cell of the first row, or nothing. */
function toScalar(node: SyntaxNode, scope: Scope): Expr {
  const [column] = scope.environment.evaluate(node.child('Expression')).columns;
  if (!column) throw unsupported('toscalar() of a table without columns');
  return constant(column.type, column.at(0));
}
