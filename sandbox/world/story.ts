import { readFileSync } from 'node:fs';
import { z } from 'zod';

const key = z.string().regex(/^[a-z0-9-]+$/);
const resourceGroup = z.string().regex(/^[-\w._()]{1,90}$/);

/**
 * Where a role or a denial holds, in the story's names: `root`, `subscription:<key>`,
 * `group:<subscription key>/<resource group>`, `workspace:<name>`, `workspace-group:<name>` or `hub:<name>`.
 */
const scope = z.string().regex(/^(root|(subscription|group|workspace|workspace-group|hub):[-\w./()]+)$/);

/** One role at one or more scopes. A condition makes the assignment conditional in Azure's sense. */
const roles = z
  .array(z.strictObject({ role: z.string(), on: z.array(scope).min(1), condition: z.string().optional() }))
  .default([]);

const connector = z.strictObject({
  kind: z.string(),
  /** For kinds that belong to one subscription. */
  subscription: key.optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
});

const workspace = z.strictObject({
  name: z.string(),
  subscription: key,
  resourceGroup,
  location: z.string(),
  customerId: z.guid(),
  sentinel: z.boolean().default(true),
  connectors: z.array(connector).default([]),
  /** Rules other than those every workspace has. */
  rules: z
    .array(z.strictObject({ kind: z.string(), properties: z.record(z.string(), z.unknown()) }))
    .default([]),
});

const hub = z.strictObject({
  name: z.string().regex(/^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{2,49}[a-zA-Z0-9]$/),
  subscription: key,
  resourceGroup,
  location: z.string(),
  sku: z.enum(['F1', 'B1', 'S1', 'S2', 'S3']).default('S1'),
  capacity: z.int().positive().default(1),
  state: z.string().default('Active'),
  provisioningState: z.string().default('Succeeded'),
  alertsPerDay: z.number().nonnegative().default(0),
  devices: z.array(z.string()).default([]),
});

const solution = z.strictObject({
  name: z.string().regex(/^[-a-zA-Z0-9_.]+$/),
  subscription: key,
  resourceGroup,
  location: z.string(),
  status: z.enum(['Enabled', 'Disabled']).default('Enabled'),
  hubs: z.array(z.string()),
});

const person = z.strictObject({
  key,
  name: z.string(),
  objectId: z.guid(),
  upn: z.string(),
  summary: z.string(),
  /** A guest in Teams, from another organisation. */
  guest: z.boolean().default(false),
  roles,
});

/** The shape of a story file: a whole tenant at the moment when the sandbox starts. */
export const storySchema = z.strictObject({
  name: z.string(),
  /** Everything that looks random follows from this. */
  seed: z.string(),
  tenant: z.strictObject({ id: z.guid(), name: z.string(), domain: z.string() }),
  subscriptions: z.array(
    z.strictObject({ key, id: z.guid(), name: z.string(), state: z.string().default('Enabled') }),
  ),
  workspaces: z.array(workspace).min(1),
  hubs: z.array(hub),
  solutions: z.array(solution),
  bot: z.strictObject({ name: z.string(), objectId: z.guid(), clientId: z.guid(), roles }),
  people: z.array(person),
  groups: z
    .array(
      z.strictObject({
        key,
        name: z.string(),
        objectId: z.guid(),
        /** Keys of people and of other groups. */
        members: z.array(key),
        roles,
      }),
    )
    .default([]),
  denials: z
    .array(
      z.strictObject({
        name: z.string(),
        on: scope,
        principals: z.array(key),
        actions: z.array(z.string()),
        notActions: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  /** How many days of alerts there are at the start. */
  historyDays: z.number().nonnegative().default(5),
});

/** A story with every default filled in. */
export type Story = z.output<typeof storySchema>;

/** Reads and checks `sandbox/stories/<name>.json`. Throws when the file is missing or does not fit. */
export function loadStory(name: string): Story {
  if (!/^[a-z0-9-]+$/.test(name)) throw new RangeError('A story name is letters, digits and dashes.');
  const file = new URL(`../stories/${name}.json`, import.meta.url);
  return storySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
