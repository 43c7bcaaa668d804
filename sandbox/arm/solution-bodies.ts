import { z } from 'zod';
import { parseBody } from '../http/parse-body.ts';

const hubId = z
  .string()
  .regex(
    /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]+\/providers\/Microsoft\.Devices\/IotHubs\/[^/]+$/i,
    'is not the id of an IoT hub',
  );

const recommendations = z.array(
  z.strictObject({
    recommendationType: z.string().startsWith('IoT_'),
    status: z.enum(['Enabled', 'Disabled', 'TurnedOn']),
    name: z.string().optional(),
  }),
);

const userDefinedResources = z.strictObject({
  query: z.string().nullable(),
  querySubscriptions: z.array(z.guid()).nullable(),
});

/** Fields that only the service writes; sent back they are accepted and ignored. */
const readOnly = {
  id: z.unknown().optional(),
  name: z.unknown().optional(),
  type: z.unknown().optional(),
  systemData: z.unknown().optional(),
};

/** The live service needs location, display name and hubs, and takes the rest as optional. */
const solutionPut = z.strictObject({
  ...readOnly,
  location: z.string().min(1),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.strictObject({
    displayName: z.string().min(1),
    iotHubs: z.array(hubId),
    status: z.enum(['Enabled', 'Disabled']).default('Enabled'),
    workspace: z.string().nullish(),
    export: z.array(z.enum(['RawEvents'])).optional(),
    disabledDataSources: z.array(z.enum(['TwinData'])).optional(),
    userDefinedResources: userDefinedResources.optional(),
    recommendationsConfiguration: recommendations.optional(),
    unmaskedIpLoggingStatus: z.enum(['Disabled', 'Enabled']).optional(),
    additionalWorkspaces: z
      .array(
        z.strictObject({
          workspace: z.string(),
          region: z.string().optional(),
          type: z.enum(['Sentinel']),
          dataTypes: z.array(z.enum(['Alerts', 'RawEvents'])),
        }),
      )
      .optional(),
    autoDiscoveredResources: z.unknown().optional(),
  }),
});

/**
 * Checks the body of a PUT. Properties that the present solution has and the schema does not know (a setting
 * newer than the api-version) may be sent back; they come in `newer`. Throws a 400 for everything else unknown.
 */
export function readSolutionPut(
  body: unknown,
  present: Readonly<Record<string, unknown>>,
): { wanted: z.output<typeof solutionPut>; newer: Record<string, unknown> } {
  const isNewer = (key: string) => key in present && !(key in solutionPut.shape.properties.shape);
  const read = z.looseObject({ properties: z.record(z.string(), z.unknown()) }).safeParse(body);
  if (!read.success) return { wanted: parseBody(solutionPut, body), newer: {} };
  const entries = Object.entries(read.data.properties);
  const properties = Object.fromEntries(entries.filter(([key]) => !isNewer(key)));
  return {
    wanted: parseBody(solutionPut, { ...read.data, properties }),
    newer: Object.fromEntries(entries.filter(([key]) => isNewer(key))),
  };
}

/** Body of a PATCH: status and hubs cannot be changed by one. */
export const solutionPatch = z.strictObject({
  tags: z.record(z.string(), z.string()).optional(),
  properties: z
    .strictObject({
      userDefinedResources: userDefinedResources.optional(),
      recommendationsConfiguration: recommendations.optional(),
    })
    .optional(),
});
