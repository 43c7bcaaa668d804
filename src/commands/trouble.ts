import { messageCard } from '../cards/message-card.ts';
import type { AzureError } from '../domain/azure-error.ts';
import type { Call } from '../domain/call.ts';
import type { Reply } from '../domain/reply.ts';
import type { NextStep, UserError } from '../shared/errors.ts';
import { waitText } from '../shared/waits.ts';
import type { Command } from './command.ts';

// What people are told when a call does not end in an answer. Pure: the gate (`run-command.ts`) chooses.

/** A person's mistake, or something that a person can mend. */
export function userErrorCard(error: UserError): Reply {
  return messageCard({ kind: 'problem', title: error.title, lines: [error.message], next: error.next });
}

/** The arguments make no sense; `why` is one of our own sentences, when there is one. */
export function usageCard(command: Command, why: string | undefined): Reply {
  const { name, usage, examples } = command;
  const next: NextStep[] = [{ title: `Help for ${name}`, command: 'help', args: { command: name } }];
  if (usage.includes('<hub>') || name === 'hub') next.unshift({ title: 'Show hubs', command: 'hubs' });
  if (name === 'alert') next.unshift({ title: 'Show alerts', command: 'alerts' });
  return messageCard({
    kind: 'question',
    title: `How to use ${name}`,
    lines: [why ?? 'Something is missing or not understood.'],
    details: [
      { label: 'Type', value: usage },
      { label: 'For example', value: examples[0] ?? name },
    ],
    next,
  });
}

/** Azure did not do what was asked: what is known, and when trying again makes sense. */
export function azureTroubleCard(error: AzureError, call: Call, command: Command | undefined): Reply {
  const { what, cure } = azureWords(error);
  return messageCard({
    kind: 'trouble',
    title: `${error.service} could not be used`,
    lines: [what, cure],
    details: error.code ? [{ label: "Azure's own code", value: error.code }] : [],
    next: tryAgain(call, command),
    correlationId: call.correlationId,
  });
}

function azureWords({ kind, service, retryAfterSeconds }: AzureError): { what: string; cure: string } {
  const wait = retryAfterSeconds === undefined ? 'a minute' : waitText(retryAfterSeconds);
  const later = `Please try again in ${wait}.`;
  switch (kind) {
    case 'not signed in':
      return {
        what: `${service} does not accept the bot's sign-in.`,
        cure: `${later} If it stays so, whoever runs this bot must renew what it signs in with. No role is missing.`,
      };
    case 'forbidden':
      return {
        what: `${service} does not allow the bot's own identity to do this.`,
        cure: 'An administrator must give it the missing role. Type status to see what else is affected.',
      };
    case 'not found':
      return {
        what: `${service} does not know what was asked for. It may have been deleted.`,
        cure: 'Refresh the list and choose again.',
      };
    case 'conflict':
      return {
        what: `Somebody else changed this in ${service} at the same time.`,
        cure: 'Look at it again and decide anew.',
      };
    case 'refused':
      return {
        what: `${service} refused the request.`,
        cure: 'If it stays so, send the reference below to whoever runs this bot.',
      };
    case 'throttled':
      return { what: `${service} has had too many requests and asks to wait.`, cure: later };
    case 'unavailable':
      return { what: `${service} is not available just now.`, cure: later };
    case 'timed out':
      return { what: `${service} did not answer in time.`, cure: later };
    case 'garbled':
      return { what: `${service} gave an answer that makes no sense.`, cure: later };
  }
}

/** The whole time of a call is used up. */
export function tookTooLongCard(call: Call, command: Command | undefined, secondsAllowed: number): Reply {
  return messageCard({
    kind: 'trouble',
    title: 'This took too long',
    lines: [
      `Azure did not finish within ${secondsAllowed} seconds.`,
      'Please try again in a minute, or ask for less.',
    ],
    next: [...tryAgain(call, command), { title: 'Status', command: 'status' }],
    correlationId: call.correlationId,
  });
}

/** Our own mistake: nothing of it is shown but the reference that leads to the log. */
export function sorryCard(call: Call, command: Command | undefined): Reply {
  return messageCard({
    kind: 'trouble',
    title: 'Sorry, something went wrong',
    lines: [
      'It is not your fault, and it has been noted. If it happens again, send the reference below to whoever runs this bot.',
    ],
    next: [...tryAgain(call, command), { title: 'Help', command: 'help' }],
    correlationId: call.correlationId,
  });
}

/**
 * Shown when an answer takes more than a moment; the answer replaces it. The time and the last sentence are for
 * whoever looks at it after the bot has died.
 */
export function workingCard(call: Call, askedAt: Date): Reply {
  return messageCard({
    kind: 'progress',
    title: 'Working on it',
    lines: [
      `Asking Azure for: ${call.command}. The answer will replace this message.`,
      'If nothing comes within half a minute, ask again; that is safe.',
    ],
    time: { label: 'Asked', at: askedAt },
  });
}

/** Shown when the bot stops before the answer came. `changes`: it may have been a step that counts. */
export function interruptedCard(call: Call, changes: boolean): Reply {
  const how = changes
    ? 'What was confirmed goes on by itself; its card shows how it stands. Otherwise please ask again.'
    : 'Nothing was changed. Please ask again.';
  return messageCard({
    kind: 'problem',
    title: 'Interrupted',
    lines: [`The bot was restarted before it could answer: ${call.command}. ${how}`],
    next: changes ? [{ title: 'Open requests', command: 'approvals' }] : tryAgain(call, undefined),
    correlationId: call.correlationId,
  });
}

/** A request that is not run at all; `why` is written for the person. */
export function refusedCard(why: string): Reply {
  return messageCard({
    kind: 'refusal',
    title: 'Not possible',
    lines: [why],
    next: [{ title: 'Help', command: 'help' }],
  });
}

// What is answered with a note belongs to the card it stands on: that one's own button is the way to try again.
function tryAgain(
  { command: name, args }: Call,
  command: Command | undefined,
): (NextStep & { place: 'card' })[] {
  return command?.note ? [] : [{ title: 'Try again', command: name, args, place: 'card' }];
}
