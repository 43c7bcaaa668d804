import { aConversation, anActor, aTenantId } from './a-call.ts';

/** An activity as Teams would post it, before anything is checked. */
export type RawActivity = Record<string, unknown>;

/** `hubs`, typed in a personal chat; override what matters. */
export function anActivity(over: RawActivity = {}): RawActivity {
  const actor = anActor();
  const { id, serviceUrl, botId, botName } = aConversation();
  return {
    type: 'message',
    id: '1700000000001',
    timestamp: '2026-11-23T12:00:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: { id: actor.teamsUserId, name: actor.name, aadObjectId: actor.objectId },
    recipient: { id: botId, name: botName },
    conversation: { id, conversationType: 'personal', tenantId: aTenantId },
    channelData: { tenant: { id: aTenantId } },
    text: 'hubs',
    ...over,
  };
}

/** A click on an Action.Execute; override what matters. */
export function anExecute(data: RawActivity, over: RawActivity = {}): RawActivity {
  const action = { type: 'Action.Execute', verb: data.command, data };
  return anActivity({
    type: 'invoke',
    name: 'adaptiveCard/action',
    text: undefined,
    value: { action, trigger: 'manual' },
    ...over,
  });
}
