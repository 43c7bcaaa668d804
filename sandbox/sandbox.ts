import { randomBytes } from 'node:crypto';
import type { Control } from './control/control.ts';
import { createControl } from './control/control.ts';
import { createControlRoutes } from './control/control-routes.ts';
import { createFaults } from './faults.ts';
import { logAnalyticsSchema } from './kql/schemas.ts';
import { lazyKql } from './kql-once.ts';
import { msiPath } from './msi.ts';
import type { ReceivedRequest } from './request-log.ts';
import { createRequestLog } from './request-log.ts';
import { createSandboxServer } from './server.ts';
import { createService } from './service.ts';
import type { Audience } from './tokens.ts';
import { audienceOf, createTokens } from './tokens.ts';
import { buildWorld } from './world/build-world.ts';
import type { Person } from './world/people.ts';
import { peopleOf } from './world/people.ts';
import type { Story } from './world/story.ts';
import { loadStory } from './world/story.ts';
import type { World } from './world/world.ts';

/** How to start a sandbox. */
export interface SandboxOptions {
  /** A free one if absent. */
  port?: number;
  /** The `plant` story if absent. */
  story?: Story;
  /** Divides Azure's waiting times; 1 if absent. Time itself runs as always. */
  speed?: number;
}

/** A pretend Azure tenant on this machine. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`, for Resource Manager, Log Analytics, tokens and control alike. */
  readonly url: string;
  /** Settings that point a bot here. */
  readonly env: Readonly<Record<string, string>>;
  readonly world: World;
  readonly people: readonly Person[];
  readonly control: Control;
  /** Requests received, newest last; control requests are not among them. */
  readonly requests: readonly ReceivedRequest[];
  /** A token for any principal, for tests. `audience` as `arm` and `logs`, or as a resource address. */
  tokenFor(principalId: string, audience: Audience | string, seconds?: number): string;
  /** Loads the query runner, which costs one or two seconds at the first query otherwise. */
  warmUp(): Promise<void>;
  /** Closes every connection and the port. */
  stop(): Promise<void>;
}

/** Starts a pretend Azure tenant on loopback. Throws when the port is taken or the story contradicts itself. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const story = options.story ?? loadStory('plant');
  const world = buildWorld(story, options.speed ?? 1);
  const tokens = createTokens();
  const faults = createFaults();
  const log = createRequestLog();
  const control = createControl({ world, faults, tokens, log });
  const { objectId, clientId } = story.bot;
  const identity = { secret: randomBytes(24).toString('base64url'), principalId: objectId, clientId };
  const server = createSandboxServer({
    world,
    service: createService(world, tokens),
    tokens,
    identity,
    faults,
    log,
    control: createControlRoutes(control, world, log),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox has no port.');
  const url = `http://127.0.0.1:${address.port}`;

  return {
    url,
    env: {
      AZURE_ARM_URL: url,
      AZURE_LOGS_URL: url,
      AZURE_CREDENTIAL: 'managed-identity',
      IDENTITY_ENDPOINT: `${url}${msiPath}`,
      IDENTITY_HEADER: identity.secret,
      SENTINEL_WORKSPACE: [...world.workspaces.values()].map(({ id }) => id).join(','),
      ALLOWED_TENANTS: world.tenant.id,
    },
    world,
    people: peopleOf(story),
    control,
    requests: log.all,
    tokenFor(principalId, audience, seconds) {
      const known = audience === 'arm' || audience === 'logs' ? audience : audienceOf(audience);
      if (!known) throw new RangeError(`No service takes tokens for '${audience}'.`);
      return tokens.issue(principalId, known, seconds).token;
    },
    async warmUp() {
      const runKql = await lazyKql();
      runKql('print 1', { schema: logAnalyticsSchema, tables: {}, now: world.clock.now() });
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
