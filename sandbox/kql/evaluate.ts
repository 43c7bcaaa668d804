import { unsupported } from './kql-error.ts';
import { join } from './operator-join.ts';
import { mvExpand } from './operator-mv-expand.ts';
import { summarize } from './operator-summarize.ts';
import { union } from './operator-union.ts';
import { dataTable, distinct, extend, keepColumns, print, project, rename } from './operators-columns.ts';
import { count, sort, take, top, where } from './operators-rows.ts';
import { operatorName } from './parameters.ts';
import type { Relation } from './relation.ts';
import type { Environment } from './scope.ts';
import type { SyntaxNode } from './syntax-node.ts';

type Operator = (node: SyntaxNode, input: Relation, environment: Environment) => Relation;

const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['FilterOperator', where],
  ['ExtendOperator', extend],
  ['ProjectOperator', project],
  ['ProjectAwayOperator', keepColumns],
  ['ProjectKeepOperator', keepColumns],
  ['ProjectReorderOperator', keepColumns],
  ['ProjectRenameOperator', rename],
  ['DistinctOperator', distinct],
  ['SummarizeOperator', summarize],
  ['SortOperator', sort],
  ['TopOperator', top],
  ['TakeOperator', take],
  ['CountOperator', count],
  ['UnionOperator', union],
  ['JoinOperator', join],
  ['MvExpandOperator', mvExpand],
]);

/** Runs a tabular expression: a table, a chain of operators, or one of the operators that begin a chain. */
export function evaluate(node: SyntaxNode, environment: Environment): Relation {
  switch (node.kind) {
    case 'ParenthesizedExpression':
    case 'MaterializeExpression':
      return evaluate(node.child('Expression'), environment);
    case 'PipeExpression': {
      const input = evaluate(node.child('Expression'), environment);
      const operator = node.child('Operator');
      const apply = operators.get(operator.kind);
      if (!apply) throw unsupported(`the operator ${operatorName(operator)}`);
      return apply(operator, input, environment);
    }
    case 'NameReference':
      return tableOf(node, environment);
    case 'UnionOperator':
      return union(node, undefined, environment);
    case 'PrintOperator':
      return print(node, environment);
    case 'DataTableExpression':
      return dataTable(node, environment);
    case 'FunctionCallExpression':
      throw unsupported(`the function ${node.child('Name').text}() as a table`);
    default:
      throw unsupported(`${operatorName(node)} at the start of a query`);
  }
}

function tableOf(node: SyntaxNode, environment: Environment): Relation {
  const symbol = node.symbol;
  const variable = symbol && environment.variables.get(symbol.name);
  if (variable && symbol.kind !== 'TableSymbol') {
    if (variable.kind === 'table') return variable.value();
    throw unsupported(`${node.text} where a table belongs`);
  }
  if (symbol?.kind !== 'TableSymbol') throw unsupported(`the table name ${node.text.slice(0, 60)}`);
  return environment.table(symbol.name);
}
