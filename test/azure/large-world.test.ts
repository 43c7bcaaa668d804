import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { largeStory } from '../../sandbox/world/large-world.ts';
import { createClients } from '../../src/azure/clients.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { aLog } from '../support/a-log.ts';
import { aRoom, workspacesOf } from '../support/a-room.ts';
import { aScope } from '../support/some-clients.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ story: largeStory() });
  await sandbox.warmUp();
  process.env.IDENTITY_ENDPOINT = sandbox.env.IDENTITY_ENDPOINT;
  process.env.IDENTITY_HEADER = sandbox.env.IDENTITY_HEADER;
});
afterAll(() => sandbox.stop());

it('lists 5,000 hubs in 800 subscriptions with a request per page', async () => {
  const clients = createClients(
    { armUrl: sandbox.url, logsUrl: sandbox.url, credential: { kind: 'managed-identity' } },
    { log: aLog(), clock: systemClock },
  );
  await clients.warmUp();
  const workspaces = workspacesOf(sandbox.env.SENTINEL_WORKSPACE);
  const { hubs } = aRoom(clients, workspaces);
  const inventory = await hubs.list(workspaces, aScope());

  expect(inventory.gaps).toEqual([]);
  expect(inventory.hubs).toHaveLength(5000);
  expect(new Set(inventory.hubs.map(({ id }) => id.toLowerCase())).size).toBe(5000);
  expect(inventory.subscriptions).toBe(800);
  expect(inventory.hubs.filter(({ defender }) => defender === 'on').length).toBeGreaterThan(2500);

  const count = (route: string) => sandbox.requests.filter((request) => request.route === route).length;
  const solutions = sandbox.world.solutions.all().length;
  expect(count('resourceGraph.resources')).toBe(5 + Math.max(1, Math.ceil(solutions / 1000)) + 1);
  expect(count('resourceGraph.resources')).toBeLessThanOrEqual(15); // the quota of five seconds
  expect(count('logs.queryResource')).toBe(1);
  expect(count('iotHubs.list') + count('subscriptions.list') + count('iotSecuritySolutions.list')).toBe(0);
  expect(sandbox.requests.every(({ status }) => status === 200)).toBe(true);
});
