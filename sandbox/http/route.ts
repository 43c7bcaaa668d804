import type { Audience } from '../tokens.ts';
import type { World } from '../world/world.ts';
import type { Answer } from './answer.ts';
import type { RawRequest } from './read-request.ts';

/** What a route gets to know. Everything in it has been checked. */
export interface Call {
  world: World;
  request: RawRequest;
  /** Parts of the path by their names, decoded. */
  params: Readonly<Record<string, string>>;
  principalId: string;
  /** In lower case; empty for routes without one. */
  apiVersion: string;
  /** Parsed JSON; undefined for methods without a body. */
  body: unknown;
}

/** Methods that the pretend services know. */
export type Method = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

/** One thing that a pretend service can do. */
export interface Route {
  /** Name for faults and logs, for example `dataConnectors.list`. */
  name: string;
  method: Method;
  /** Path with `{name}` for one part and `{name*}` for any number of parts. Compared without regard to case. */
  path: string;
  audience: Audience;
  /** Resource type in error messages and throttling. */
  type: string;
  /** Accepted api-versions; absent for services without them. */
  apiVersions?: readonly string[];
  /** The right needed, if one right at one scope is all; routes without check by themselves. */
  needs?: { action: string; scope(params: Readonly<Record<string, string>>): string };
  /** Does it take a JSON body? */
  takesBody?: boolean;
  handle(call: Call): Answer | Promise<Answer>;
}

/** A route and the parts that its path found. */
export interface RouteMatch {
  route: Route;
  params: Record<string, string>;
}

/** Compiles the table once; gives a function that finds the route of a request. */
export function createRouter(
  routes: readonly Route[],
): (method: string, path: string) => RouteMatch | undefined {
  const compiled = routes.map((route) => ({ route, expression: expressionOf(route.path) }));
  return (method, path) => {
    for (const { route, expression } of compiled) {
      if (route.method !== method) continue;
      const found = expression.exec(path);
      if (found) return { route, params: decoded(found.groups ?? {}) };
    }
    return undefined;
  };
}

function expressionOf(path: string): RegExp {
  const source = path
    .split(/(\{\w+\*?\})/)
    .map((part) => {
      const name = /^\{(\w+)(\*?)\}$/.exec(part);
      if (!name) return part.replace(/[.$]/g, '\\$&');
      return name[2] ? `(?<${name[1]}>.*?)` : `(?<${name[1]}>[^/]+)`;
    })
    .join('');
  return new RegExp(`^${source}/?$`, 'i');
}

function decoded(groups: Record<string, string>): Record<string, string> {
  const entries = Object.entries(groups).map(([name, value]) => [name, decode(value)]);
  return Object.fromEntries(entries);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
