import type { Command } from '../commands/command.ts';
import type { Actor } from '../domain/actor.ts';
import type { Call } from '../domain/call.ts';
import type { Reply } from '../domain/reply.ts';
import { type Answered, type AnswerNeeds, type AnswerPlace, answerCall } from './answer-call.ts';
import { noteAnswer } from './invoke-answer.ts';
import {
  changeNamed,
  isButton,
  type ParsedCardAction,
  parseExecute,
  parseSubmit,
} from './parse-card-action.ts';
import { parseText } from './parse-text.ts';
import { sendPatiently } from './patience.ts';
import { type InboundActivity, mentionsOf } from './read-activity.ts';
import { readActor, tenantsOf } from './read-actor.ts';
import { readConversation } from './read-conversation.ts';

/** What one turn needs. */
export interface TurnNeeds extends AnswerNeeds {
  commands: readonly Command[];
  /** Tenants whose people may talk to the bot, lower case. */
  allowedTenants: readonly string[];
  /** When the person has to have heard something, in ms since 1970. */
  answerBy: number;
  /** Writes a click that was refused into the audit. Never rejects. */
  refusedClick(click: RefusedClick): Promise<void>;
}

/** A click that no command gets to see. */
export interface RefusedClick {
  actor: Actor;
  /** For the audit; nothing of the click itself is in it. */
  why: string;
  /** The change that its button names: untrusted text. */
  change: string | undefined;
  correlationId: string;
}

const foreignTenant = 'This bot works for another organisation. Nothing was done.';
const nobody = 'Teams does not say who you are in your organisation, so nothing was done.';
const oldButton =
  'This button is not one that Hubwatch can use any more. Nothing was done; type “help” to see what it can do.';

/** A message that somebody typed, or an Action.Submit, which arrives as a message without text. */
export async function messageTurn(
  activity: InboundActivity,
  correlationId: string,
  needs: TurnNeeds,
): Promise<Answered> {
  const answerHere: AnswerPlace = { kind: 'message', ...(activity.id ? { replyToId: activity.id } : {}) };
  const who = admit(activity, needs);
  if (!who.admitted) return say(activity, needs.runner.refused(who.why), needs);
  if (isButton(activity.value)) {
    const parsed = parseSubmit(activity.value, needs.commands);
    if (parsed.kind === 'refused') {
      await turnAway(activity, parsed.why, { actor: who.actor, correlationId }, needs);
      return say(activity, needs.runner.refused(oldButton), needs);
    }
    const card = parsed.place === 'card' ? ownCard(activity) : undefined;
    const usual: AnswerPlace = card ? { kind: 'edit', activityId: card } : answerHere;
    const place: AnswerPlace = parsed.place === 'note' ? { kind: 'note', invoke: false } : usual;
    return answer(toCall(activity, parsed, who.actor, 'clicked', correlationId), place, needs);
  }
  const text = activity.text ?? '';
  const parsed = parseText(
    { text, mentions: mentionsOf(activity), botId: activity.recipient.id },
    needs.commands,
  );
  if (parsed.kind === 'unknown') {
    return say(activity, needs.runner.unknown(parsed.text, parsed.suggestions), needs);
  }
  const asked = parsed.kind === 'empty' ? { command: 'help', args: {} } : parsed;
  return answer(toCall(activity, asked, who.actor, 'typed', correlationId), answerHere, needs);
}

/** A click on an Action.Execute. */
export async function executeTurn(
  activity: InboundActivity,
  correlationId: string,
  needs: TurnNeeds,
): Promise<Answered> {
  const who = admit(activity, needs);
  if (!who.admitted) return note(who.why);
  const parsed: ParsedCardAction = parseExecute(activity.value, needs.commands);
  if (parsed.kind === 'refused') {
    await turnAway(activity, parsed.why, { actor: who.actor, correlationId }, needs);
    return note(oldButton);
  }
  const card = ownCard(activity);
  const places: Record<typeof parsed.place, AnswerPlace> = {
    card: { kind: 'invoke', ...(card ? { activityId: card } : {}) },
    chat: { kind: 'message for invoke' },
    note: { kind: 'note', invoke: true },
  };
  const place = places[parsed.place];
  return answer(toCall(activity, parsed, who.actor, 'clicked', correlationId), place, needs);
}

async function turnAway(
  { value }: InboundActivity,
  why: string,
  who: Pick<RefusedClick, 'actor' | 'correlationId'>,
  { log, refusedClick }: TurnNeeds,
): Promise<void> {
  log.warn({ why }, 'Button refused');
  await refusedClick({ ...who, why, change: changeNamed(value) });
}

function answer(call: Call, place: AnswerPlace, needs: TurnNeeds): Promise<Answered> {
  return answerCall(call, place, needs.answerBy, needs);
}

/**
 * The clicked message, when the bot may edit it. Outside personal chats an edit would change the card for
 * everybody, also when the one who clicked has no right to what it shows.
 */
function ownCard(activity: InboundActivity): string | undefined {
  return readConversation(activity).kind === 'personal' ? activity.replyToId : undefined;
}

/** True when every tenant that the activity speaks of may use the bot. */
export function isFromAllowedTenant(activity: InboundActivity, allowedTenants: readonly string[]): boolean {
  const tenants = tenantsOf(activity);
  return tenants.length > 0 && tenants.every((tenant) => allowedTenants.includes(tenant));
}

type Admission = { admitted: true; actor: Actor } | { admitted: false; why: string };

function admit(activity: InboundActivity, { allowedTenants, log }: TurnNeeds): Admission {
  if (!isFromAllowedTenant(activity, allowedTenants)) {
    log.warn({ tenants: tenantsOf(activity) }, 'Tenant refused');
    return { admitted: false, why: foreignTenant };
  }
  const actor = readActor(activity);
  return actor ? { admitted: true, actor } : { admitted: false, why: nobody };
}

function toCall(
  activity: InboundActivity,
  { command, args }: Pick<Call, 'command' | 'args'>,
  actor: Actor,
  origin: Call['origin'],
  correlationId: string,
): Call {
  const card = origin === 'clicked' && activity.replyToId ? { card: activity.replyToId } : {};
  return { command, args, actor, conversation: readConversation(activity), origin, correlationId, ...card };
}

async function say(activity: InboundActivity, reply: Reply, { send, clock }: TurnNeeds): Promise<Answered> {
  await sendPatiently(() => send.message(readConversation(activity), reply, activity.id), clock);
  return {};
}

function note(text: string): Answered {
  const answer = noteAnswer(text);
  return { answer, keep: answer };
}
