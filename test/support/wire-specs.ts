import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { z } from 'zod';

/** A request as it went over the wire. */
export interface WireRequest {
  method: string;
  /** With the query. */
  path: string;
  /** Empty when there is none. */
  body: string;
}

/** Tells what is wrong with requests to Azure. */
export interface WireSpecs {
  /** In words; empty when the request is as it should be. */
  troublesOf(request: WireRequest): string[];
}

const Parameter = z.object({
  in: z.enum(['path', 'query', 'header', 'body']),
  name: z.string(),
  required: z.boolean().default(false),
  pattern: z.string().optional(),
  default: z.string().optional(),
  'x-constant': z.boolean().default(false),
  schema: z.object({ $ref: z.string() }).optional(),
});
type Parameter = z.infer<typeof Parameter>;
const Definition = z.looseObject({ 'x-ms-discriminator-value': z.string().optional() });
const Spec = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ parameters: z.array(Parameter) }))),
  definitions: z.record(z.string(), Definition),
});
type Spec = z.infer<typeof Spec>;
const ArmSchema = z.object({
  resourceDefinitions: z.record(z.string(), z.unknown()).default({}),
  definitions: z.record(z.string(), z.unknown()),
});
const Kinded = z.object({ kind: z.string() });

interface Route {
  spec: Spec;
  template: string;
  pattern: RegExp;
  names: string[];
  operations: Spec['paths'][string];
}

const commonUrl = 'https://schema.management.azure.com/schemas/common/definitions.json';

/**
 * Reads two descriptions of Azure's interfaces, which know different things: the operations of the SDKs (paths,
 * methods, queries, names in bodies) and the ARM schemas of whole resources (which values, what is required).
 * Neither can say null, so a null in a body counts as absent.
 */
export function loadWireSpecs(folder: URL): WireSpecs {
  const operations = new URL('derived-from-sdk/', folder);
  const routes = readdirSync(operations).flatMap((name) =>
    routesOf(Spec.parse(json(new URL(name, operations)))),
  );
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const { id, $schema, ...common } = z
    .looseObject({})
    .parse(json(new URL('arm/common/definitions.json', folder)));
  ajv.addSchema(common, commonUrl);

  const compiled = new Map<string, ValidateFunction | undefined>();
  /** Compiling takes most of the time. */
  function once(key: string, compile: () => ValidateFunction | undefined): ValidateFunction | undefined {
    if (!compiled.has(key)) compiled.set(key, compile());
    return compiled.get(key);
  }

  /** The ARM schema of a resource that is PUT, when there is one. */
  function armSchema(path: string, version: string, kind: string | undefined): ValidateFunction | undefined {
    const [, namespace = '', type = ''] = /.*\/providers\/([^/]+)\/([^/]+)\/[^/]+$/.exec(path) ?? [];
    const file = ['azure-resource-manager-schemas/schemas', 'arm']
      .map((place) => new URL(`${place}/${version}/${namespace}.json`, folder))
      .find((one) => existsSync(one));
    if (!file) return undefined;
    const { resourceDefinitions, definitions } = ArmSchema.parse(json(file, openLists));
    const resource = resourceDefinitions[type];
    if (resource) return ajv.compile({ ...Object(resource), definitions });
    const name = Object.keys(definitions).find(
      (one) =>
        one.toLowerCase().endsWith(type.replace(/s$/, '').toLowerCase()) &&
        kind !== undefined &&
        JSON.stringify(definitions[one]).includes(`"enum":["${kind}"]`),
    );
    return name === undefined ? undefined : ajv.compile({ $ref: `#/definitions/${name}`, definitions });
  }

  function bodyTroubles({ spec }: Route, parameter: Parameter | undefined, body: unknown): string[] {
    if (body === undefined) return [];
    if (!parameter?.schema) return ['a body where there should be none'];
    const base = parameter.schema.$ref.split('/').at(-1) ?? '';
    const name = variantOf(spec, base, Kinded.safeParse(body).data?.kind);
    const validate = once(name, () =>
      ajv.compile({ $ref: `#/definitions/${name}`, definitions: strict(spec.definitions) }),
    );
    return failures(`body (${name})`, validate, body);
  }

  return {
    troublesOf(request) {
      const url = new URL(request.path, 'https://management.azure.com');
      const route = routes.find(({ pattern }) => pattern.test(url.pathname));
      if (!route) return [`no such path: ${url.pathname}`];
      const operation = route.operations[request.method.toLowerCase()];
      if (!operation) return [`no ${request.method} on ${route.template}`];
      const body: unknown = request.body === '' ? undefined : withoutNulls(JSON.parse(request.body));
      const troubles = [
        ...pathTroubles(route, operation.parameters, url),
        ...queryTroubles(operation.parameters, url),
        ...bodyTroubles(
          route,
          operation.parameters.find((one) => one.in === 'body'),
          body,
        ),
      ];
      const version = url.searchParams.get('api-version') ?? '';
      if (request.method !== 'PUT') return troubles;
      const kind = Kinded.safeParse(body).data?.kind;
      const arm = once(`${route.template} ${version} ${kind}`, () => armSchema(url.pathname, version, kind));
      const [, type = '', name = ''] = /\/providers\/([^/]+\/[^/]+)\/([^/]+)$/.exec(url.pathname) ?? [];
      return [
        ...troubles,
        ...failures('resource', arm, { ...Object(body), type, name, apiVersion: version }),
      ];
    },
  };
}

function routesOf(spec: Spec): Route[] {
  return Object.entries(spec.paths).map(([template, operations]) => {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const source = template.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, (_, name) => {
      if (name === 'scope') return '(.+)';
      return name === 'parentResourcePath' ? '([^/]*)' : '([^/]+)';
    });
    return { spec, template, names, operations, pattern: new RegExp(`^${source}$`) };
  });
}

function pathTroubles({ pattern, names }: Route, parameters: readonly Parameter[], url: URL): string[] {
  const values = pattern.exec(url.pathname)?.slice(1) ?? [];
  return names.flatMap((name, index) => {
    const wanted = parameters.find((one) => one.in === 'path' && one.name === name)?.pattern;
    const value = decodeURIComponent(values[index] ?? '');
    return wanted && !new RegExp(wanted).test(value) ? [`${name} in the path: ${value}`] : [];
  });
}

function queryTroubles(parameters: readonly Parameter[], url: URL): string[] {
  const known = parameters.filter((one) => one.in === 'query');
  const unknown = [...url.searchParams.keys()].filter((key) => !known.some(({ name }) => name === key));
  const wrong = known.filter((one) => {
    const value = url.searchParams.get(one.name);
    if (value === null) return one.required;
    return one['x-constant'] && value !== one.default;
  });
  return [
    ...unknown.map((name) => `${name} in the query is not known`),
    ...wrong.map(({ name }) => `${name} in the query: ${url.searchParams.get(name)}`),
  ];
}

/** The definition of a kind: of those with that value the one whose name ends most like the base's. */
function variantOf({ definitions }: Spec, base: string, kind: string | undefined): string {
  const variants = Object.keys(definitions).filter(
    (name) => definitions[name]?.['x-ms-discriminator-value'] === kind && kind !== undefined,
  );
  const alike = (name: string) => {
    let n = 0;
    while (n < name.length && name.at(-1 - n) === base.at(-1 - n)) n += 1;
    return n;
  };
  return variants.toSorted((a, b) => alike(b) - alike(a))[0] ?? base;
}

/** Unknown properties become mistakes, and so do those that only the service writes. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('readOnly' in schema && schema.readOnly === true) return false;
  const { discriminator, ...rest } = z.looseObject({}).parse(schema);
  const closed =
    'properties' in rest && !('additionalProperties' in rest) ? { additionalProperties: false } : {};
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, strict(value)])),
    ...closed,
  };
}

// The service answers about 110 types of recommendations, of which the schema names 16.
function openLists(key: string, value: unknown): unknown {
  return key === 'recommendationType' ? {} : value;
}

function failures(what: string, validate: ValidateFunction | undefined, value: unknown): string[] {
  if (!validate || validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${what}${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
}

function json(file: URL, reviver?: (key: string, value: unknown) => unknown): unknown {
  return JSON.parse(readFileSync(file, 'utf8'), reviver);
}
