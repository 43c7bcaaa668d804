import { z } from 'zod';

const severity = z.enum(['High', 'Medium', 'Low', 'Informational']);
const status = z.enum(['New', 'InProgress', 'Resolved', 'Dismissed', 'Unknown']);
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Body of `POST /_sandbox/alerts`. */
export const newAlerts = z.strictObject({
  hub: z.string(),
  count: z.int().min(1).max(10_000).optional(),
  kind: z.string().optional(),
  severity: severity.optional(),
  device: z.string().optional(),
  product: z.string().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
  at: moment.optional(),
  ingestedAt: moment.optional(),
  withLife: z.boolean().optional(),
});

/** Body of `POST /_sandbox/alerts/change`. */
export const alertChange = z.strictObject({
  id: z.string(),
  status: status.optional(),
  severity: severity.optional(),
});

/** Body of `POST /_sandbox/storm`. */
export const storm = z.strictObject({
  count: z.int().min(1).max(10_000),
  hubs: z.array(z.string()).min(1).optional(),
});

/** Body of `POST /_sandbox/clock`: how far to move it. */
export const clockMove = z.strictObject({ minutes: z.number().min(0).max(525_600) });

/** Body of `POST /_sandbox/faults`. */
export const fault = z.strictObject({
  match: z.string().min(1),
  method: z.string().optional(),
  times: z.int().min(1).optional(),
  status: z.int().min(200).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  retryAfter: z.string().optional(),
  delayMs: z.number().min(0).optional(),
  slowAnswerMs: z.number().min(0).optional(),
  hang: z.boolean().optional(),
  garbage: z.enum(['html', 'truncated-json', 'empty', 'other-json']).optional(),
  drop: z.enum(['before', 'after']).optional(),
  partial: z.boolean().optional(),
  nextLink: z.string().optional(),
});

/** Body of `POST /_sandbox/settings`. */
export const settings = z.strictObject({
  pageSize: z.int().min(1).max(1000).exactOptional(),
  staleEtagStatus: z.union([z.literal(409), z.literal(412)]).exactOptional(),
  logsRowLimit: z.int().min(1).max(500_000).exactOptional(),
  throttling: z.boolean().exactOptional(),
  defenderPortal: z.boolean().exactOptional(),
});

const ruleText = {
  productFilter: z.string().optional(),
  enabled: z.boolean().optional(),
  severities: z.array(severity).nullish(),
  names: z.array(z.string()).nullish(),
  exceptNames: z.array(z.string()).nullish(),
  description: z.string().nullish(),
  query: z.string().optional(),
};

/** Body of `POST /_sandbox/portal`: one change, as somebody makes it in the portal. */
export const portalChange = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('enableDefender'), hub: z.string() }),
  z.strictObject({ do: z.literal('disableDefender'), hub: z.string() }),
  z.strictObject({ do: z.literal('connect'), subscription: z.string(), workspace: z.string().optional() }),
  z.strictObject({ do: z.literal('disconnect'), subscription: z.string(), workspace: z.string().optional() }),
  z.strictObject({
    do: z.literal('grant'),
    who: z.string(),
    role: z.string(),
    scope: z.string(),
    condition: z.string().optional(),
  }),
  z.strictObject({ do: z.literal('revoke'), who: z.string(), role: z.string(), scope: z.string() }),
  z.strictObject({
    do: z.literal('deny'),
    name: z.string(),
    who: z.string(),
    scope: z.string(),
    actions: z.array(z.string()).min(1),
    except: z.array(z.string()).default([]),
  }),
  z.strictObject({ do: z.literal('undeny'), name: z.string() }),
  z.strictObject({ do: z.literal('setHubState'), hub: z.string(), state: z.string() }),
  z.strictObject({ do: z.literal('removeHub'), hub: z.string() }),
  z.strictObject({
    do: z.literal('addHub'),
    name: z.string().regex(/^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{2,49}[a-zA-Z0-9]$/, 'is no name for a hub'),
    subscription: z.string(),
    resourceGroup: z.string().optional(),
    location: z.string().optional(),
  }),
  z.strictObject({
    do: z.literal('solution'),
    name: z.string(),
    properties: z.record(z.string(), z.unknown()).default({}),
    tags: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({
    do: z.literal('addConnector'),
    subscription: z.string(),
    name: z
      .string()
      .regex(/^[\w-]+$/)
      .optional(),
    enabled: z.boolean().optional(),
    workspace: z.string().optional(),
  }),
  z.strictObject({
    do: z.literal('setConnector'),
    subscription: z.string(),
    enabled: z.boolean(),
    workspace: z.string().optional(),
  }),
  z.strictObject({
    do: z.literal('defenderForCloud'),
    subscription: z.string(),
    on: z.boolean(),
    workspace: z.string().optional(),
  }),
  z.strictObject({
    do: z.literal('addRule'),
    displayName: z.string().min(1),
    kind: z.enum(['Scheduled', 'MicrosoftSecurityIncidentCreation']).optional(),
    workspace: z.string().optional(),
    ...ruleText,
  }),
  z.strictObject({
    do: z.literal('editRule'),
    name: z.string(),
    displayName: z.string().min(1).optional(),
    ...ruleText,
  }),
  z.strictObject({ do: z.literal('removeRule'), name: z.string() }),
]);

/** One change of the portal. */
export type PortalChange = z.output<typeof portalChange>;
