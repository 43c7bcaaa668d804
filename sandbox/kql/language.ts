// The order matters: the second script finds the first one's globals. Neither exports anything.
import '@kusto/language-service-next/bridge.min.js';
import '@kusto/language-service-next/Kusto.Language.Bridge.min.js';
import { refusals } from './refusals.ts';
import type { KqlSchema } from './schemas.ts';
import { call, field, items, type SyntaxNode, syntaxNode } from './syntax-node.ts';

/** Something that the analyser, or the sandbox itself, has to say about a query. Offsets count UTF-16 units. */
export interface KqlDiagnostic {
  /** The analyser's number such as `KS142`, or a word of ours such as `types-differ`. */
  readonly code: string;
  readonly severity: 'Error' | 'Warning' | 'Suggestion' | 'Information';
  readonly message: string;
  readonly start: number;
  readonly length: number;
}

/** A query, taken apart. Without errors in `diagnostics` it is fit to run. */
export interface Analysis {
  readonly diagnostics: readonly KqlDiagnostic[];
  /** The columns of the answer; undefined when there is none or its shape is unknown. */
  readonly columns: readonly { readonly name: string; readonly type: string }[] | undefined;
  /** The root of the syntax tree; undefined for texts that are not looked at. */
  readonly tree: SyntaxNode | undefined;
}

/** Longest query that the sandbox looks at, in characters. Its own bound: real ones are longer still. */
const maxLength = 200_000;

/** Deepest nesting that is read. Own bound, where the analyser starts to refuse too, but after many seconds. */
const maxDepth = 500;

/**
 * Most tables that the unions and joins of one query may put together. Its own bound: each of them can double
 * what a `let` stands for, and the analyser then takes twice as long.
 */
const maxTables = 20;

const kusto = field(field(globalThis, 'Kusto'), 'Language');
const kinds = new Map(
  Object.entries(syntaxKinds()).flatMap(([name, value]) =>
    typeof value === 'number' ? [[value, name] as const] : [],
  ),
);
const globalsOf = new WeakMap<KqlSchema, unknown>();

/** Most analyses that are kept for one schema, and the longest text of one: the bot asks few questions, often. */
const kept = { analyses: 50, length: 5_000 };
const analysesOf = new WeakMap<KqlSchema, Map<string, Analysis>>();

/**
 * Checks a query against the tables of a schema, as the service would before running it, and refuses what no
 * query of the bot may contain: management commands, query parameters, other clusters and databases,
 * and comparisons across types that the analyser alone lets pass.
 */
export function analyse(text: string, schema: KqlSchema): Analysis {
  const early = refuseUnread(text);
  if (early) return { diagnostics: [early], columns: undefined, tree: undefined };
  try {
    return remembered(text, schema) ?? remember(text, schema, read(text, schema));
  } catch (error) {
    if (error instanceof RangeError) {
      const refused = whole(text, 'too-long', 'The query is nested too deeply for the sandbox.');
      return { diagnostics: [refused], columns: undefined, tree: undefined };
    }
    // An error of the analyser carries its four megabyte source line: only the message may get out.
    const message = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
    throw new Error(`The KQL analyser failed: ${message}`);
  }
}

/** What is known of this very text. It says nothing of rows or the time, so that it stays true. */
function remembered(text: string, schema: KqlSchema): Analysis | undefined {
  return analysesOf.get(schema)?.get(text);
}

function remember(text: string, schema: KqlSchema, analysis: Analysis): Analysis {
  if (text.length > kept.length) return analysis;
  const known = analysesOf.get(schema) ?? new Map<string, Analysis>();
  analysesOf.set(schema, known);
  const [oldest] = known.keys();
  if (known.size >= kept.analyses && oldest !== undefined) known.delete(oldest);
  known.set(text, analysis);
  return analysis;
}

function read(text: string, schema: KqlSchema): Analysis {
  if (combinesTooMuch(text)) {
    const refused = whole(text, 'too-long', `The sandbox joins and unites at most ${maxTables} tables.`);
    return { diagnostics: [refused], columns: undefined, tree: undefined };
  }
  const code = call(field(kusto, 'KustoCode'), 'ParseAndAnalyze', text, globalState(schema));
  const tree = treeOf(code, text);
  if (field(code, 'Kind') !== 'Query') {
    const refused = whole(text, 'not-a-query', 'Management commands are not queries.');
    return { diagnostics: [refused], columns: undefined, tree: undefined };
  }
  const diagnostics = items(call(code, 'GetDiagnostics')).map(diagnostic);
  const own = diagnostics.some(({ severity }) => severity === 'Error') ? [] : refusals(tree);
  const result = field(code, 'ResultType');
  const columns = items(field(result, 'Columns')).map((column) => ({
    name: String(field(column, 'Name')),
    type: String(field(field(column, 'Type'), 'Name')),
  }));
  return { diagnostics: [...diagnostics, ...own], columns: columns.length > 0 ? columns : undefined, tree };
}

/** Looks at the grammar alone, which is quick whatever the text, and only when there can be something to find. */
function combinesTooMuch(text: string): boolean {
  if ((text.match(/\b(union|join|lookup)\b/gi)?.length ?? 0) < 2) return false;
  return tablesCombined(treeOf(call(field(kusto, 'KustoCode'), 'Parse', text), text)) > maxTables;
}

function tablesCombined(node: SyntaxNode): number {
  const inside = node.children().reduce((sum, child) => sum + tablesCombined(child), 0);
  if (node.kind === 'UnionOperator') return inside + node.list('Expressions').length;
  return node.kind === 'JoinOperator' || node.kind === 'LookupOperator' ? inside + 1 : inside;
}

function treeOf(code: unknown, source: string): SyntaxNode {
  return syntaxNode(field(code, 'Syntax'), {
    source,
    kindOf: (node) => kinds.get(Number(field(node, 'Kind'))) ?? 'unknown',
    typeNameOf: (value) => String(call(field(globalThis, 'Bridge'), 'getTypeName', value)),
  });
}

/** Texts that are refused unread: the analyser takes them, slowly or without complaint. */
function refuseUnread(text: string): KqlDiagnostic | undefined {
  if (text.trim() === '') return whole(text, 'empty', 'The query is empty.');
  if (text.trimStart().startsWith('.')) {
    return whole(text, 'not-a-query', 'Management commands are not queries.');
  }
  if (text.length > maxLength) {
    return whole(text, 'too-long', `The sandbox reads at most ${maxLength} characters of a query.`);
  }
  if (deepest(text) > maxDepth || text.split(';').length > maxDepth) {
    return whole(text, 'too-long', `The sandbox reads at most ${maxDepth} nested brackets or statements.`);
  }
  return undefined;
}

/** How deep brackets nest, those inside texts included. */
function deepest(text: string): number {
  let [depth, most] = [0, 0];
  for (const character of text) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    if (depth > most) most = depth;
  }
  return most;
}

function whole(text: string, code: string, message: string): KqlDiagnostic {
  return { code, severity: 'Error', message, start: 0, length: text.length };
}

function diagnostic(raw: unknown): KqlDiagnostic {
  const severity = field(raw, 'Severity');
  return {
    code: String(field(raw, 'Code')),
    severity:
      severity === 'Warning' || severity === 'Suggestion' || severity === 'Information' ? severity : 'Error',
    message: String(field(raw, 'Message')),
    start: Number(field(raw, 'Start')),
    length: Number(field(raw, 'Length')),
  };
}

/** The analyser's description of a schema, made once: it takes longer than reading a query. */
function globalState(schema: KqlSchema): unknown {
  const known = globalsOf.get(schema);
  if (known !== undefined) return known;
  const symbols = field(kusto, 'Symbols');
  const tables = Object.entries(schema.tables).map(([name, columns]) => {
    const shape = columns.map((column) => `['${column.name}']:${column.type}`).join(', ');
    return call(call(field(symbols, 'TableSymbol'), 'From', `(${shape})`), 'WithName', name);
  });
  const Database = field(field(symbols, 'DatabaseSymbol'), 'ctor');
  if (typeof Database !== 'function') throw new TypeError('The analyser has no DatabaseSymbol.');
  const database = Reflect.construct(Database, ['Sandbox', tables]);
  const made = call(field(field(kusto, 'GlobalState'), 'Default'), 'WithDatabase', database);
  globalsOf.set(schema, made);
  return made;
}

function syntaxKinds(): object {
  const found = field(field(kusto, 'Syntax'), 'SyntaxKind');
  if (typeof found === 'function' || (typeof found === 'object' && found !== null)) return found;
  throw new TypeError('The KQL analyser did not load.');
}
