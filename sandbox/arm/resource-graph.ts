import { z } from 'zod';
import type { Answer } from '../http/answer.ts';
import { ok } from '../http/answer.ts';
import { armError } from '../http/azure-error.ts';
import { readSkipToken, skipToken } from '../http/paging.ts';
import { parseBody } from '../http/parse-body.ts';
import type { Call, Route } from '../http/route.ts';
import { KqlError } from '../kql/kql-error.ts';
import type { KqlResult } from '../kql/run.ts';
import { resourceGraphSchema } from '../kql/schemas.ts';
import { lazyKql } from '../kql-once.ts';
import { guidFrom } from '../world/random.ts';
import { resourceGraphVersions } from './api-versions.ts';
import { findSnapshot, keepSnapshot } from './graph-snapshots.ts';
import type { GraphTables } from './graph-tables.ts';
import { graphTables } from './graph-tables.ts';

const body = z.strictObject({
  query: z.string().min(1),
  subscriptions: z.array(z.guid()).optional(),
  // The tenant of a story has no management groups below its root.
  managementGroups: z.array(z.string()).max(0, 'there are no management groups in the sandbox').optional(),
  facets: z.array(z.unknown()).max(0, 'the sandbox computes no facets').optional(),
  options: z
    .strictObject({
      $top: z.int().min(1).max(1000).default(1000),
      $skip: z.int().min(0).default(0),
      $skipToken: z.string().optional(),
      resultFormat: z.enum(['objectArray', 'table']).default('objectArray'),
      allowPartialScopes: z.boolean().optional(),
      authorizationScopeFilter: z
        .enum(['AtScopeAndBelow', 'AtScopeAndAbove', 'AtScopeExact', 'AtScopeAboveAndBelow'])
        .optional(),
    })
    .prefault({}),
});

/** Resource Graph: runs the query over the resources that the caller may read. Its quota is counted by the server. */
export const resourceGraphRoutes: readonly Route[] = [
  {
    name: 'resourceGraph.resources',
    method: 'POST',
    path: '/providers/Microsoft.ResourceGraph/resources',
    audience: 'arm',
    type: 'Microsoft.ResourceGraph/resources',
    apiVersions: resourceGraphVersions,
    takesBody: true,
    handle: resources,
  },
];

async function resources({ world, body: sent, principalId }: Call): Promise<Answer> {
  const { query, subscriptions, options } = parseBody(body, sent);
  const wanted = subscriptions && new Set(subscriptions.map((id) => id.toLowerCase()));
  if (wanted && ![...wanted].some((id) => world.access.reaches(principalId, `/subscriptions/${id}`)))
    throw armError(400, 'BadRequest', 'Please provide below info when asking for support.', {
      details: [
        {
          code: 'NoValidSubscriptionsInQueryRequest',
          message: `There must be at least one subscription that is eligible to contain resources. Given: '${subscriptions?.join(', ')}'.`,
        },
      ],
    });
  // Tokens carry it: a digest keeps them short however many subscriptions are asked for.
  const list = guidFrom(`${principalId}/${[...(wanted ?? [])].join()}/${query}`);
  const goesOn = options.$skipToken !== undefined;
  const start = options.$skipToken === undefined ? options.$skip : readSkipToken(options.$skipToken, list);
  const result =
    (goesOn ? findSnapshot(world, list) : undefined) ??
    (await run(query, graphTables(world, principalId, wanted), world.clock.now()));

  const page = result.rows.slice(start, start + options.$top);
  const end = start + page.length;
  const more = end < result.rows.length;
  // Without an id to go on from, Azure cuts the result and gives no token.
  const pageable = result.columns.some(({ name }) => name === 'id');
  if (more && pageable) keepSnapshot(world, list, result);
  return ok({
    totalRecords: result.rows.length,
    count: page.length,
    data: options.resultFormat === 'table' ? tableOf(result, page) : objectsOf(result, page),
    facets: [],
    resultTruncated: more && !pageable ? 'true' : 'false',
    ...(more && pageable ? { $skipToken: skipToken(end, list) } : {}),
  });
}

async function run(
  query: string,
  { resources: all, resourcecontainers: containers }: GraphTables,
  now: Date,
): Promise<KqlResult> {
  const runKql = await lazyKql();
  // Table names come in two spellings.
  const [things, places] = [{ rows: all }, { rows: containers }];
  const tables = {
    resources: things,
    Resources: things,
    resourcecontainers: places,
    ResourceContainers: places,
  };
  try {
    return runKql(query, { schema: resourceGraphSchema, tables, now });
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    throw armError(400, 'BadRequest', 'Please provide below info when asking for support.', {
      details: [
        { code: 'InvalidQuery', message: 'Query is invalid. Please refer to the documentation.' },
        {
          code:
            error.kind === 'syntax'
              ? 'ParserFailure'
              : error.kind === 'unsupported'
                ? 'UnsupportedInSandbox'
                : 'SemanticFailure',
          message: error.message,
        },
      ],
    });
  }
}

function objectsOf({ columns }: KqlResult, rows: readonly (readonly unknown[])[]): unknown[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
}

function tableOf({ columns }: KqlResult, rows: readonly (readonly unknown[])[]): unknown {
  const typeOf = (type: string) =>
    ({
      string: 'string',
      int: 'integer',
      long: 'integer',
      real: 'number',
      bool: 'boolean',
      datetime: 'datetime',
    })[type] ?? 'object';
  return { columns: columns.map(({ name, type }) => ({ name, type: typeOf(type) })), rows };
}
