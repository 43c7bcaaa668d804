import { z } from 'zod';

const state = z.strictObject({ state: z.enum(['Enabled', 'Disabled']) });

/** Fields that only the service writes; sent back they are accepted and ignored. */
const readOnly = {
  id: z.unknown().optional(),
  name: z.unknown().optional(),
  type: z.unknown().optional(),
  systemData: z.unknown().optional(),
};

/** Kinds that a caller may write here, with what each needs. Other kinds are only listed. */
export const connectorPut = z.discriminatedUnion('kind', [
  z.strictObject({
    ...readOnly,
    kind: z.literal('IOT'),
    etag: z.string().optional(),
    properties: z.strictObject({
      subscriptionId: z.guid(),
      dataTypes: z.strictObject({ alerts: state }),
    }),
  }),
  z.strictObject({
    ...readOnly,
    kind: z.literal('AzureSecurityCenter'),
    etag: z.string().optional(),
    properties: z.strictObject({
      subscriptionId: z.guid(),
      dataTypes: z.strictObject({ alerts: state }).optional(),
    }),
  }),
]);

/** Body of a requirements check. */
export const connectorCheck = z.strictObject({
  kind: z.literal('IOT'),
  properties: z.strictObject({ subscriptionId: z.guid() }),
});
