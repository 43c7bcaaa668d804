import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Answer } from '../http/answer.ts';
import { ok } from '../http/answer.ts';
import { logsError } from '../http/azure-error.ts';
import { isJson } from '../http/check-request.ts';
import { partialError } from '../http/partial-error.ts';
import type { Call, Route } from '../http/route.ts';
import { KqlError } from '../kql/kql-error.ts';
import type { KqlResult } from '../kql/run.ts';
import { logAnalyticsSchema } from '../kql/schemas.ts';
import type { KqlOptions } from '../kql-once.ts';
import { lazyKql } from '../kql-once.ts';
import type { AlertRow } from '../world/alert-rows.ts';
import type { WorkspaceRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { answerTable } from './answer-table.ts';
import type { Timespan } from './timespan.ts';
import { readTimespan } from './timespan.ts';

const common = {
  method: 'POST',
  audience: 'logs',
  type: 'Microsoft.OperationalInsights/workspaces',
} as const;

/** The query API, by the workspace's GUID and by its ARM id. Its rates are counted by the server. */
export const logsRoutes: readonly Route[] = [
  {
    ...common,
    name: 'logs.query',
    path: '/v1/workspaces/{customerId}/query',
    handle(call) {
      const wanted = call.params.customerId?.toLowerCase();
      const found = [...call.world.workspaces.values()].find(
        ({ customerId }) => customerId.toLowerCase() === wanted,
      );
      return query(call, found);
    },
  },
  {
    ...common,
    name: 'logs.queryResource',
    path: '/v1/{resourceId*}/query',
    handle: (call) => query(call, call.world.workspaces.get(`/${call.params.resourceId?.toLowerCase()}`)),
  },
];

const body = z.strictObject({
  query: z.string(),
  timespan: z.string().optional(),
  workspaces: z.array(z.string()).max(0, 'the sandbox has no queries over several workspaces').optional(),
});

async function query(
  { world, request, principalId }: Call,
  workspace: WorkspaceRecord | undefined,
): Promise<Answer> {
  // Documented: without JSON or its content type the API answers 200 with an empty body.
  if (!isJson(request) || request.text === '') return { status: 200 };
  if (!workspace) throw logsError(404, 'WorkspaceNotFoundError', 'The workspace could not be found.');
  const { query: text, timespan } = readBody(request.text);
  refuseUnallowed(world, principalId, workspace, text);
  const now = world.clock.now();
  const span = timespan ? readTimespan(timespan, now) : {};
  if (!span) throw badArgument(`The timespan '${timespan}' is not valid.`);

  const rows = world.alerts.rows(workspace.id);
  const inSpan = rows.filter((row) => isIn(span, row));
  const result = await run(text, {
    schema: logAnalyticsSchema,
    // A table exists from its first row on.
    tables:
      rows.length > 0 ? { SecurityAlert: { rows: inSpan, ingestionTime: world.alerts.ingestedAt } } : {},
    now,
  });
  return ok({ ...answerOf(world, result), ...extras(request.headers.prefer) });
}

/** A whole result, or the first rows and a partial error when there are more than the limit. */
function answerOf(world: World, result: KqlResult): Record<string, unknown> {
  const limit = world.settings.logsRowLimit;
  if (result.rows.length <= limit) return { tables: [answerTable(result)] };
  const cut = { ...result, rows: result.rows.slice(0, limit) };
  return { tables: [answerTable(cut)], error: partialError(limit) };
}

function readBody(text: string): z.output<typeof body> {
  let sent: unknown;
  try {
    sent = JSON.parse(text);
  } catch {
    throw badArgument('The request body is not valid JSON.');
  }
  const parsed = body.safeParse(sent);
  if (parsed.success) return parsed.data;
  throw badArgument(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}

/** Asks for the right to query and for the right to each table that the text names. */
function refuseUnallowed(world: World, principalId: string, workspace: WorkspaceRecord, text: string): void {
  const tables = Object.keys(logAnalyticsSchema.tables).filter((name) =>
    new RegExp(`\\b${name}\\b`).test(text),
  );
  const base = 'Microsoft.OperationalInsights/workspaces/query';
  const actions = [`${base}/read`, ...tables.map((name) => `${base}/${name}/read`)];
  if (actions.every((action) => world.access.allows(principalId, action, workspace.id))) return;
  throw logsError(
    403,
    'InsufficientAccessError',
    'The provided credentials have insufficient access to perform the requested operation',
    { correlationId: randomUUID() },
  );
}

function isIn({ from, to }: Timespan, { TimeGenerated: at }: AlertRow): boolean {
  return at instanceof Date && (!from || at >= from) && (!to || at <= to);
}

async function run(text: string, options: KqlOptions): Promise<KqlResult> {
  const runKql = await lazyKql();
  try {
    return runKql(text, options);
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    if (error.kind === 'unsupported') throw badArgument(`The sandbox does not know this: ${error.message}`);
    const syntax = error.kind === 'syntax';
    throw logsError(400, 'BadArgumentError', 'The request had some invalid properties', {
      correlationId: randomUUID(),
      innererror: {
        code: syntax ? 'SyntaxError' : 'SemanticError',
        message: syntax ? 'A recognition error occurred in the query.' : 'A semantic error occurred.',
        innererror: { code: syntax ? 'SYN0002' : 'SEM0100', message: error.message },
      },
    });
  }
}

function badArgument(message: string): Error {
  return logsError(400, 'BadArgumentError', 'The request had some invalid properties', {
    correlationId: randomUUID(),
    innererror: { code: 'InvalidArgument', message },
  });
}

/** Statistics and render hints, when the Prefer header asks for them. */
function extras(prefer: string | string[] | undefined): Record<string, unknown> {
  const wishes = String(prefer ?? '');
  return {
    ...(/include-statistics=true/.test(wishes) ? { statistics: { query: { executionTime: 0.02 } } } : {}),
    ...(/include-render=true/.test(wishes) ? { render: {} } : {}),
  };
}
