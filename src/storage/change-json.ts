import { z } from 'zod';
import { severities } from '../domain/alert.ts';
import type { Decision } from '../domain/change.ts';
import type { ChangePlan, StepResult } from '../domain/change-plan.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Person } from '../domain/person.ts';
import { plainJson } from './plain-text.ts';

// What the JSON columns of changes hold, checked when it is read: a row of another version must not be executed
// with fields that have moved.

const texts = z.array(z.string());
const Severities = z.array(z.enum(severities));
const Workspace = z.object({
  id: z.string(),
  subscriptionId: z.string(),
  resourceGroup: z.string(),
  name: z.string(),
});
const Hub = z.object({
  id: z.string(),
  name: z.string(),
  defender: z.enum(['on', 'off', 'unknown']),
  tier: z.string(),
});
const ConnectionItem = z.object({
  workspace: Workspace,
  subscriptionId: z.string(),
  subscriptionName: z.string(),
  hubs: z.array(Hub),
  connectors: z.array(z.object({ name: z.string(), etag: z.string(), enabled: z.boolean() })),
  duplicates: z.boolean(),
  step: z.enum(['create', 're-enable', 'remove', 'nothing']),
});
const EnableItem = z.object({
  hub: Hub.extend({ resourceGroup: z.string(), location: z.string() }),
  solution: z.object({ id: z.string(), name: z.string(), resourceGroup: z.string(), otherHubs: texts }),
  step: z.enum(['create', 'add hub', 'switch on', 'nothing']),
});
const Rule = z.object({
  id: z.string(),
  name: z.string(),
  etag: z.string(),
  displayName: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  severities: Severities,
  onlyNames: texts,
  exceptNames: texts,
  template: z.string(),
});
const IncidentsItem = z.object({
  workspace: Workspace,
  rule: Rule.exactOptional(),
  step: z.enum(['create', 'switch on', 'switch off', 'change severities', 'nothing']),
  severities: z.union([Severities, z.literal('all')]).exactOptional(),
});
const Plan: z.ZodType<ChangePlan> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('connect'),
    items: z.array(ConnectionItem),
    toEnable: texts,
    warnings: texts,
  }),
  z.object({ kind: z.literal('disconnect'), items: z.array(ConnectionItem) }),
  z.object({
    kind: z.literal('enable'),
    subscriptionId: z.string(),
    subscriptionName: z.string(),
    items: z.array(EnableItem),
  }),
  z.object({
    kind: z.enum(['incidents on', 'incidents off']),
    items: z.array(IncidentsItem),
    duplicates: texts,
  }),
]);
const Steps: z.ZodType<StepResult[]> = z.array(
  z.object({
    state: z.enum([
      'to do',
      'writing',
      'written',
      'confirmed',
      'not confirmed',
      'nothing to do',
      'failed',
      'unknown',
    ]),
    detail: z.string(),
  }),
);
const PersonJson: z.ZodType<Person> = z.object({
  tenantId: z.string(),
  objectId: z.string(),
  name: z.string(),
});
const DecisionJson: z.ZodType<Decision> = z.object({
  verdict: z.enum(['approved', 'declined']),
  by: PersonJson,
  at: z.iso.datetime().transform((text) => new Date(text)),
  reason: z.string(),
});
const ConversationJson: z.ZodType<Conversation> = z.object({
  id: z.string(),
  kind: z.enum(['personal', 'groupChat', 'channel']),
  tenantId: z.string(),
  serviceUrl: z.string(),
  botId: z.string(),
  botName: z.string(),
  threadId: z.string().exactOptional(),
  teamId: z.string().exactOptional(),
  name: z.string().exactOptional(),
});

/** Text for a JSON column, fit for PostgreSQL. */
export function jsonText(value: object): string {
  return plainJson(value) ?? 'null';
}

/** Reads the JSON columns of changes. Each throws when the text is not what this version writes. */
export const fromJson = {
  plan: (text: string): ChangePlan => Plan.parse(JSON.parse(text)),
  steps: (text: string): StepResult[] => Steps.parse(JSON.parse(text)),
  person: (text: string): Person => PersonJson.parse(JSON.parse(text)),
  decision: (text: string): Decision => DecisionJson.parse(JSON.parse(text)),
  conversation: (text: string): Conversation => ConversationJson.parse(JSON.parse(text)),
};
