import type { IoTSecuritySolutionModel } from '@azure/arm-security';
import { z } from 'zod';
import { type ArmId, parseArmId, sameArmId } from '../domain/arm-id.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { CallScope } from '../domain/call-scope.ts';
import { UserError } from '../shared/errors.ts';
import type { Clients } from './clients.ts';
import { collect } from './collect.ts';
import { toAzureError } from './errors.ts';
import { createLimit } from './limit.ts';
import { readSolution, type SolutionParts } from './solution-model.ts';

/** A `Microsoft.Security/iotSecuritySolutions` resource: Defender for IoT, for the hubs that it lists. */
export interface Solution {
  /** ARM id, as Azure spells it. */
  id: string;
  name: string;
  resourceGroup: string;
  location: string;
  /** The hubs are watched only while it is enabled. */
  enabled: boolean;
  /** ARM ids of the hubs, as Azure spells them. */
  hubIds: readonly string[];
  /** Names of settings that Hubwatch does not know: it cannot change such a solution without losing them. */
  unknownSettings: readonly string[];
}

/** Defender for one hub, through one solution. */
export interface EnableRequest {
  /** ARM id of the solution that shall list the hub; it is made when there is none. */
  solutionId: string;
  /** For a new solution. */
  location: string;
  hubId: string;
  /** For a new solution. */
  displayName: string;
}

/** Reads and writes Defender for IoT solutions. */
export interface Solutions {
  /** All solutions of a subscription, fresh. */
  list(subscriptionId: string, scope: CallScope): Promise<Solution[]>;
  /** One solution, fresh; undefined when there is none. */
  get(id: string, scope: CallScope): Promise<Solution | undefined>;
  /**
   * Sees to it that an enabled solution lists the hub. Reads it first and keeps everything else that it holds.
   * The write is sent once: `writeOutcome` tells what a failed one means.
   *
   * @throws UserError when the solution holds settings that would be lost; nothing was written then.
   */
  enable(request: EnableRequest, scope: CallScope): Promise<'nothing to do' | 'written'>;
}

const service = 'Microsoft Defender for IoT';
const Page = z.object({ value: z.array(z.unknown()) });

/** A reader and writer of solutions. */
export function createSolutions(clients: Pick<Clients, 'security'>): Solutions {
  // A PUT replaces the whole solution and knows no etag: two at once would lose one hub.
  const inTurn = createLimit(1);

  async function read({ subscriptionId, resourceGroup, name }: ArmId, scope: CallScope) {
    try {
      return await clients.security(subscriptionId, scope, async (client) => {
        let answer: unknown;
        await client.iotSecuritySolution.get(resourceGroup, name, {
          onResponse: ({ bodyAsText }) => {
            answer = fromJson(bodyAsText);
          },
        });
        return readSolution(answer);
      });
    } catch (error) {
      if (error instanceof AzureError && error.kind === 'not found') return undefined;
      throw error;
    }
  }

  async function enable({ solutionId, location, hubId, displayName }: EnableRequest, scope: CallScope) {
    const id = solutionIdOf(solutionId);
    const found = await read(id, scope);
    if (found && isEnabled(found) && lists(found, hubId)) return 'nothing to do';
    if (found && found.lost.length > 0) throw wouldLose(id.name, found.lost);
    const before: IoTSecuritySolutionModel = found?.model ?? { location };
    const hubs = before.iotHubs ?? [];
    const model: IoTSecuritySolutionModel = {
      ...before,
      displayName: before.displayName ?? displayName,
      status: 'Enabled',
      iotHubs: found && lists(found, hubId) ? hubs : [...hubs, hubId],
    };
    await clients.security(id.subscriptionId, { ...scope, once: true }, (client) =>
      client.iotSecuritySolution.createOrUpdate(id.resourceGroup, id.name, model),
    );
    return 'written';
  }

  return {
    list: (subscriptionId, scope) =>
      clients.security(subscriptionId, scope, async (client) => {
        const answers: unknown[] = [];
        await collect((page) =>
          client.iotSecuritySolution.listBySubscription({
            onResponse(answer) {
              page.onResponse(answer);
              if (answer.status === 200) answers.push(...Page.parse(fromJson(answer.bodyAsText)).value);
            },
          }),
        );
        return answers.map((answer) => toSolution(readSolution(answer)));
      }),
    async get(id, scope) {
      const found = await read(solutionIdOf(id), scope);
      return found && toSolution(found);
    },
    async enable(request, scope) {
      let begun = false;
      try {
        return await inTurn(() => {
          begun = true;
          return enable(request, scope);
        }, scope.signal);
      } catch (error) {
        if (begun) throw error;
        throw toAzureError(service, error, scope.signal, true); // given up while waiting
      }
    },
  };
}

function solutionIdOf(id: string): ArmId {
  const parsed = parseArmId(id);
  if (parsed?.type.toLowerCase() !== 'microsoft.security/iotsecuritysolutions') {
    throw new AzureError(service, 'refused', { detail: 'not the id of a solution', nothingSent: true });
  }
  return parsed;
}

function toSolution(parts: SolutionParts): Solution {
  const { id, model, lost } = parts;
  const { name, resourceGroup } = solutionIdOf(id);
  return {
    id,
    name,
    resourceGroup,
    location: model.location ?? '',
    enabled: isEnabled(parts),
    hubIds: model.iotHubs ?? [],
    unknownSettings: lost,
  };
}

// The service leaves the status out for "Enabled", says the SDK, which fills it in.
function isEnabled({ model }: SolutionParts): boolean {
  return (model.status ?? 'Enabled').toLowerCase() === 'enabled';
}

function lists({ model }: SolutionParts, hubId: string): boolean {
  return (model.iotHubs ?? []).some((listed) => sameArmId(listed, hubId));
}

function wouldLose(name: string, settings: readonly string[]): UserError {
  return new UserError(
    `The Defender for IoT solution ${name} has settings that Hubwatch does not know and would lose: ` +
      `${settings.join(', ')}. Please enable Defender for IoT on the hub’s page in the ` +
      'Azure portal.',
    { title: 'Please do this in the portal' },
  );
}

function fromJson(text: string | null | undefined): unknown {
  return text ? JSON.parse(text) : undefined;
}
