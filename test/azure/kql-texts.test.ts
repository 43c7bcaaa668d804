import { describe, expect, it } from 'vitest';
import { analyse } from '../../sandbox/kql/language.ts';
import { runKql } from '../../sandbox/kql/run.ts';
import { type KqlSchema, logAnalyticsSchema, resourceGraphSchema } from '../../sandbox/kql/schemas.ts';
import type { SyntaxNode } from '../../sandbox/kql/syntax-node.ts';
import * as feedQueries from '../../src/azure/alert-feed-query.ts';
import { AlertRow } from '../../src/azure/alert-row.ts';
import * as alertQueries from '../../src/azure/alerts-query.ts';
import * as graphQueries from '../../src/azure/graph-query.ts';
import { HubDataRow } from '../../src/azure/hub-data.ts';
import { HubRow, SolutionRow, SubscriptionRow } from '../../src/azure/hub-source.ts';
import { kqlHours, kqlNumber, kqlText, kqlTexts, withValues } from '../../src/azure/kql.ts';
import { logsProbeQuery } from '../../src/azure/probe.ts';

const hubId =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/hub';
const products = ['Azure Security Center for IoT', 'Defender for IoT'];
const filter: alertQueries.AlertFilter = { hubId, severities: ['High', 'Low'], hours: 24 };
const alertColumns = Object.keys(AlertRow.shape);

interface Text {
  schema: KqlSchema;
  /** The query with `value` wherever people or Azure can put words. */
  make(value: string): string;
  /** Columns that the row decoder reads; undefined for a text that people open. */
  columns?: string[];
}

const texts: Record<string, Text> = {
  latestAlertsQuery: {
    schema: logAnalyticsSchema,
    make: (value) => alertQueries.latestAlertsQuery({ ...filter, hubId: value }, [value, ...products], 10),
    columns: alertColumns,
  },
  countAlertsQuery: {
    schema: logAnalyticsSchema,
    make: (value) => alertQueries.countAlertsQuery({ ...filter, hubId: value }, [value]),
    columns: ['AlertSeverity', 'Alerts'],
  },
  openAlertsQuery: {
    schema: logAnalyticsSchema,
    make: (value) => alertQueries.openAlertsQuery({ ...filter, hubId: value }, [value]),
  },
  oneAlertQuery: {
    schema: logAnalyticsSchema,
    make: (value) => alertQueries.oneAlertQuery(value, [value]),
    columns: alertColumns,
  },
  alertFeedQuery: {
    schema: logAnalyticsSchema,
    make: (value) => feedQueries.alertFeedQuery({ since: new Date(0), hours: 24 }, [value, ...products], 10),
    columns: [...alertColumns, 'Ingested'],
  },
  hubDataQuery: {
    schema: logAnalyticsSchema,
    make: (value) => alertQueries.hubDataQuery([value]),
    columns: Object.keys(HubDataRow.shape),
  },
  logsProbeQuery: { schema: logAnalyticsSchema, make: () => logsProbeQuery, columns: ['Answer'] },
  hubsQuery: {
    schema: resourceGraphSchema,
    make: () => graphQueries.hubsQuery,
    columns: Object.keys(HubRow.shape),
  },
  solutionsQuery: {
    schema: resourceGraphSchema,
    make: () => graphQueries.solutionsQuery,
    columns: Object.keys(SolutionRow.shape),
  },
  subscriptionsQuery: {
    schema: resourceGraphSchema,
    make: () => graphQueries.subscriptionsQuery,
    columns: Object.keys(SubscriptionRow.shape),
  },
  graphProbeQuery: { schema: resourceGraphSchema, make: () => graphQueries.graphProbeQuery, columns: ['id'] },
};

const hostile = [
  '',
  'plain words',
  '"',
  "'",
  '\\',
  '\\"',
  '""',
  '" | take 0 //',
  "' or 1 == 1 or '",
  '"; drop table SecurityAlert; "',
  '"); SecurityAlert | project-away * //',
  '\n| where false',
  '\r\n;\r\nSecurityAlert',
  'a\tb\0c\u0007\u001b[31m',
  '// comment',
  '/* no comment */',
  '@"x"',
  'h"secret"',
  '```',
  '~~~',
  `\${x}`,
  '{{x}}',
  '%s%n',
  'let p_hub = "x";',
  ';',
  '\u2028\u2029\u0085',
  '\u202eright to left',
  'ünïcödé – 漢字 – 😀👩‍👩‍👧',
  '\ufeffmark',
  '\u{10ffff}',
  'e\u0301',
  '\\u0022 | take 0',
  '\\x22 | take 0',
  'x'.repeat(4096),
  '"'.repeat(4096),
  '\\'.repeat(4095),
  '😀'.repeat(2048),
];

function statements(root: SyntaxNode | undefined): readonly SyntaxNode[] {
  if (!root) throw new Error('no tree');
  return root.list('Statements');
}

/** Every kind of node with how often it stands in the tree: two queries with the same count do the same. */
function shape(root: SyntaxNode | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  const visit = (node: SyntaxNode): void => {
    counts[node.kind] = (counts[node.kind] ?? 0) + 1;
    for (const child of node.children()) visit(child);
  };
  for (const statement of statements(root)) visit(statement);
  return counts;
}

function literals(root: SyntaxNode | undefined): string[] {
  const found: string[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.literal !== undefined) found.push(node.literal);
    else for (const child of node.children()) visit(child);
  };
  for (const statement of statements(root)) visit(statement);
  return found;
}

/** Repeatable random numbers (mulberry32), so that a failure can be looked at. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('a workspace without any alert yet', () => {
  // Its tables do not exist. `openAlertsQuery` is for people, who are told so by Logs itself.
  const empty = Object.entries(texts).filter(
    ([name, { schema }]) =>
      schema === logAnalyticsSchema && !['openAlertsQuery', 'logsProbeQuery'].includes(name),
  );

  it.each(empty)('answers %s with no rows instead of an error', (_, { schema, make }) => {
    const { rows } = runKql(make('words'), { schema, tables: {}, now: new Date('2026-11-23T12:00:00Z') });
    expect(rows).toEqual([]);
  });
});

describe('rows of one moment', () => {
  const row = (over: object) => ({
    SystemAlertId: 'a',
    ProviderName: 'IoTSecurity',
    ResourceId: hubId,
    AlertSeverity: 'High',
    TimeGenerated: new Date('2026-11-23T11:00:00.5Z'),
    ...over,
  });
  const opened = row({ Status: 'New', arrived: '2026-11-23T11:05:00Z' });
  const closed = row({ Status: 'Resolved', arrived: '2026-11-23T11:20:00Z' });
  const late = row({ Status: 'Dismissed', arrived: '2026-12-23T11:20:00Z' });
  const earlier = row({
    Status: 'InProgress',
    TimeGenerated: new Date('2026-11-23T11:00:00.499Z'),
    arrived: '2026-11-23T11:59:00Z',
  });
  const statusOf = (query: string, rows: object[]) => {
    const ingestionTime = (one: Readonly<Record<string, unknown>>) =>
      new Date(String(one.arrived ?? '2026-11-23T11:00:00Z'));
    const tables = { SecurityAlert: { rows: rows.map((one) => ({ ...one })), ingestionTime } };
    const now = new Date('2026-11-23T12:00:00Z');
    const { columns, rows: found } = runKql(query, { schema: logAnalyticsSchema, tables, now });
    return found.map((one) => one[columns.findIndex(({ name }) => name === 'Status')]);
  };

  it.each([
    ['latestAlertsQuery', alertQueries.latestAlertsQuery({ hours: 24 }, products, 10)],
    ['latestAlertsQuery of 90 days', alertQueries.latestAlertsQuery({ hours: 24 * 90 }, products, 10)],
    ['oneAlertQuery', alertQueries.oneAlertQuery('a', products)],
  ])('are told apart by their arrival in %s', (_, query) => {
    expect(statusOf(query, [opened, closed, earlier])).toEqual(['Resolved']);
    expect(statusOf(query, [earlier, closed, opened])).toEqual(['Resolved']);
    expect(statusOf(query, [late, closed, earlier])).toEqual(['Dismissed']);
    expect(statusOf(query, [row({ Status: 'Unknown' })])).toEqual(['Unknown']);
  });
});

describe('the list of texts', () => {
  it('holds every query that the bot can send', () => {
    const written = [
      ...Object.keys(alertQueries),
      ...Object.keys(feedQueries),
      ...Object.keys(graphQueries),
      'logsProbeQuery',
    ];
    expect(Object.keys(texts).sort()).toEqual(written.filter((name) => name.endsWith('Query')).sort());
  });
});

describe.each(Object.entries(texts))('%s', (_, { schema, make, columns }) => {
  const plain = analyse(make('plain'), schema);

  it('is free of mistakes', () => {
    expect(plain.diagnostics).toEqual([]);
  });

  it('answers with the columns that are read from it', () => {
    if (columns) expect(plain.columns?.map(({ name }) => name).sort()).toEqual([...columns].sort());
    else expect(plain.columns?.length).toBeGreaterThan(0);
  });

  it('stays the same query whatever words are put into it', () => {
    const expected = shape(plain.tree);
    const inserts = make('plain') !== make('other');
    for (const value of inserts ? hostile : []) {
      const { diagnostics, tree } = analyse(make(value), schema);
      expect(diagnostics, JSON.stringify(value)).toEqual([]);
      expect(shape(tree), JSON.stringify(value)).toEqual(expected);
      expect(literals(tree)).toContain(value);
    }
  });
});

describe('a value in a query', () => {
  const body = 'print a = p_text, b = p_list';
  // Ten at a time: the analyser's price is per query.
  const make = (values: readonly string[]) =>
    withValues({ p_text: kqlText(values[0] ?? ''), p_list: kqlTexts(values) }, body);
  const ten = Array.from({ length: 10 }, () => 'plain');
  const expected = shape(analyse(make(ten), logAnalyticsSchema).tree);

  it('comes out as it went in, in 2,000 random cases', { timeout: 60_000 }, () => {
    const next = random(20_261_123);
    const pick = <T>(from: readonly T[] | string) => from[Math.floor(next() * from.length)] ?? '';
    const nasty = '"\'\\|;/*@`~$()[]{}=,\n\r\t\0 \u2028\u202e\u00a0éß漢aZ09_-.';
    const piece = () => {
      const kind = next();
      if (kind < 0.7) return pick(nasty);
      if (kind < 0.85) return pick(hostile.slice(0, 33));
      return String.fromCodePoint(pickCodePoint(next));
    };
    for (let round = 0; round < 200; round += 1) {
      const values = Array.from({ length: 10 }, () =>
        Array.from({ length: 1 + Math.floor(next() * 12) }, piece).join(''),
      );
      const { diagnostics, tree } = analyse(make(values), logAnalyticsSchema);
      expect(diagnostics, JSON.stringify(values)).toEqual([]);
      expect(literals(tree), JSON.stringify(values)).toEqual([values[0], ...values]);
      expect(shape(tree), JSON.stringify(values)).toEqual(expected);
    }
  });

  it('would be caught by these tests if it broke out of its literal', () => {
    const weak = withValues({ p_text: { literal: '"x" | take 0 //"' }, p_list: kqlTexts(ten) }, body);
    const { diagnostics, tree } = analyse(weak, logAnalyticsSchema);
    expect(diagnostics.length > 0 || JSON.stringify(shape(tree)) !== JSON.stringify(expected)).toBe(true);
  });

  it.each(['\ud800', 'a\udc00b', 'x'.repeat(4097)])(
    'is refused when it is not whole or too long',
    (value) => {
      expect(() => kqlText(value)).toThrow(TypeError);
    },
  );

  it('may be an empty list, but not an endless one', () => {
    expect(
      analyse(withValues({ p_list: kqlTexts([]) }, 'print p_list'), logAnalyticsSchema).diagnostics,
    ).toEqual([]);
    expect(() => kqlTexts(Array.from({ length: 1001 }, () => 'x'))).toThrow(TypeError);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('is no number when it is %s', (value) => {
    expect(() => kqlNumber(value)).toThrow(TypeError);
    expect(() => kqlHours(value)).toThrow(TypeError);
  });

  it('has a name of ours', () => {
    expect(() => withValues({ 'p_x = 1; let y': kqlNumber(1) }, 'print 1')).toThrow(TypeError);
  });
});

function pickCodePoint(next: () => number): number {
  const point = Math.floor(next() * 0x110000);
  return point >= 0xd800 && point <= 0xdfff ? 0x20 : point;
}
