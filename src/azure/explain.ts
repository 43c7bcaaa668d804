import type { AzureError } from '../domain/azure-error.ts';
import { waitText } from '../shared/waits.ts';

/** What is known about a failed part, in words for people. Azure's own message stays in the log. */
export function explain(error: AzureError): string {
  const code = error.code ? ` (${error.code})` : '';
  switch (error.kind) {
    case 'not signed in':
      return `${error.service} does not accept the bot’s sign-in${code}.`;
    case 'forbidden':
      return `${error.service} does not let the bot do this${code}.`;
    case 'throttled':
      return `${error.service} is busy and asks to wait${waiting(error)}.`;
    case 'timed out':
      return `${error.service} did not answer in time.`;
    case 'unavailable':
      return `${error.service} is not available right now${code}.`;
    case 'not found':
      return `${error.service} does not know it${code}.`;
    case 'conflict':
      return `${error.service} was changed by somebody else at the same time${code}.`;
    case 'refused':
      return `${error.service} refused the request${code}.`;
    case 'garbled':
      return `${error.service} gave an answer that makes no sense.`;
  }
}

function waiting({ retryAfterSeconds: seconds }: AzureError): string {
  return seconds === undefined ? '' : ` ${waitText(seconds)}`;
}
