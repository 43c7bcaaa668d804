import type { IoTSecuritySolutionModel } from '@azure/arm-security';
import { z } from 'zod';

/** A solution taken apart. */
export interface SolutionParts {
  /** ARM id, as Azure spells it. */
  id: string;
  /** All that a PUT can write back, and what Azure fills in itself. */
  model: IoTSecuritySolutionModel;
  /** Settings that a PUT of `model` would lose, as `additionalWorkspaces.region`. */
  lost: string[];
}

/** Missing and null mean the same to the service. What cannot be read counts as lost, see `lostSettings`. */
const optional = <T extends z.ZodType>(type: T) =>
  type
    .nullish()
    .catch(undefined)
    .transform((value) => value ?? undefined);
const text = optional(z.string());
const texts = optional(z.array(z.string()));

/** The settings that version 5.0.0 of the SDK knows. Those marked are the service's own: it takes no notice of them. */
const Settings = z.object({
  displayName: text,
  status: z
    .string()
    .nullish()
    .transform((value) => value ?? undefined),
  // Hubs that could not be read would be lost, and the wrong ones called unprotected.
  iotHubs: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  workspace: text,
  additionalWorkspaces: optional(z.array(z.object({ workspace: text, type: text, dataTypes: texts }))),
  export: texts,
  disabledDataSources: texts,
  userDefinedResources: optional(
    z
      .object({ query: z.string().nullable(), querySubscriptions: z.array(z.string()).nullable() })
      // How the service says that there are none.
      .transform((own) => (own.query === null && own.querySubscriptions === null ? undefined : own)),
  ),
  recommendationsConfiguration: optional(
    z.array(z.object({ recommendationType: z.string(), status: z.string(), name: text /* its own */ })),
  ),
  unmaskedIpLoggingStatus: text,
  autoDiscoveredResources: texts, // its own
});

const RawSolution = z.object({
  id: z.string().min(1),
  location: z.string(),
  tags: z
    .record(z.string(), z.string())
    .nullish()
    .transform((value) => value ?? undefined),
  properties: z.looseObject({}),
});

/**
 * Takes a solution apart, from the JSON of the answer and not from the SDK's model of it: the SDK drops what it
 * does not know without a word, and would send `systemData`, which is the service's own, back.
 *
 * @throws ZodError for what is no solution.
 */
export function readSolution(answer: unknown): SolutionParts {
  const { id, location, tags, properties } = RawSolution.parse(answer);
  const settings = Settings.parse(properties);
  return {
    id,
    model: { location, tags, ...settings },
    lost: [...new Set(lostSettings(properties, settings))],
  };
}

/** What `before` holds and `after` does not, by its path without the places in lists. Null holds nothing. */
function lostSettings(before: unknown, after: unknown, path = ''): string[] {
  if (isEmpty(before)) return [];
  if (after === undefined) return [path];
  if (typeof before !== 'object' || before === null) return before === after ? [] : [path];
  const inList = Array.isArray(before);
  return Object.entries(before).flatMap(([key, value]) => {
    const there: unknown = typeof after === 'object' && after !== null ? Reflect.get(after, key) : undefined;
    return lostSettings(value, there, inList ? path : path ? `${path}.${key}` : key);
  });
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'object' && !Array.isArray(value) && Object.values(value).every(isEmpty);
}
