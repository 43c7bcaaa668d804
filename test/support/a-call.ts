import type { Actor } from '../../src/domain/actor.ts';
import type { Call } from '../../src/domain/call.ts';
import type { Conversation } from '../../src/domain/conversation.ts';
import type { Workspace } from '../../src/domain/workspace.ts';

/** Tenant of everybody that builders make. */
export const aTenantId = '22222222-2222-4222-8222-222222222222';

/** The person who asks; override what matters. */
export function anActor(over: Partial<Actor> = {}): Actor {
  return {
    tenantId: aTenantId,
    objectId: '33333333-3333-4333-8333-333333333333',
    name: 'Ada Operator',
    teamsUserId: '29:ada',
    ...over,
  };
}

/** A personal chat with the bot; override what matters. */
export function aConversation(over: Partial<Conversation> = {}): Conversation {
  return {
    id: 'a:ada',
    kind: 'personal',
    tenantId: aTenantId,
    serviceUrl: 'http://127.0.0.1:1/',
    botId: '28:hubwatch',
    botName: 'Hubwatch',
    ...over,
  };
}

/** The workspace `sentinel-main`; override what matters. */
export function aWorkspace(over: Partial<Workspace> = {}): Workspace {
  const name = over.name ?? 'sentinel-main';
  const subscriptionId = over.subscriptionId ?? '44444444-4444-4444-8444-444444444444';
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/rg-soc/providers/Microsoft.OperationalInsights/workspaces/${name}`,
    subscriptionId,
    resourceGroup: 'rg-soc',
    name,
    ...over,
  };
}

/** `help`, typed in a personal chat; override what matters. */
export function aCall(over: Partial<Call> = {}): Call {
  return {
    command: 'help',
    args: {},
    actor: anActor(),
    conversation: aConversation(),
    origin: 'typed',
    correlationId: '55555555-5555-4555-8555-555555555555',
    ...over,
  };
}
