import { permissions } from '../access/permissions.ts';
import { missingRightsCard } from '../cards/message-card.ts';
import { welcomeCard } from '../cards/welcome-card.ts';
import { refusalNote } from '../changes/refused-change.ts';
import type { AuditNote } from '../domain/audit-entry.ts';
import { AzureError } from '../domain/azure-error.ts';
import type { Call } from '../domain/call.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Reply } from '../domain/reply.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Clock } from '../shared/clock.ts';
import { Refusal, UserError } from '../shared/errors.ts';
import type { ChangeLedger } from '../storage/change-ledger.ts';
import type { Logger } from '../telemetry/logger.ts';
import { allAllowed, allowedWorkspaces, type RightsNeeds } from './allowed-workspaces.ts';
import type { Command } from './command.ts';
import { RightsMissing } from './may-change.ts';
import {
  azureTroubleCard,
  interruptedCard,
  refusedCard,
  sorryCard,
  tookTooLongCard,
  usageCard,
  userErrorCard,
  workingCard,
} from './trouble.ts';
import { type Suggestion, unknownCard } from './unknown-words.ts';

/** What the gate needs. */
export interface RunnerNeeds {
  commands: readonly Command[];
  /** All workspaces that the bot serves. */
  workspaces: readonly Workspace[];
  rights: RightsNeeds;
  /** Writes into the audit who was refused what. */
  audit: { note(note: AuditNote): Promise<unknown> };
  /** Knows the change that a refused click was about. */
  ledger: Pick<ChangeLedger, 'get'>;
  clock: Clock;
  log: Logger;
  /** Whole time of a call, in seconds; 25 when not given. */
  timeoutSeconds?: number;
}

/** The one gate to all commands, and the words for everything that is not an answer. */
export interface Runner {
  /** Find → parse → permission → run → words. Never rejects. */
  run(call: Call): Promise<Reply>;
  welcome(conversation: Conversation): Reply;
  unknown(text: string, suggestions: readonly Suggestion[]): Reply;
  /** Shown while a slow call runs. */
  working(call: Call): Reply;
  /** Shown when the bot stops before a call has ended. */
  interrupted(call: Call): Reply;
  /** `why` is a whole sentence for the person. */
  refused(why: string): Reply;
}

/** How a call ended, for the log. */
type Outcome =
  | 'answered'
  | 'unknown command'
  | 'wrong arguments'
  | 'refused'
  | 'user error'
  | 'azure error'
  | 'timed out'
  | 'failed';

interface Ending {
  outcome: Outcome;
  reply: Reply;
  error?: unknown;
}

// Long enough for Azure's slow days; the person has been told "working on it" long before.
const usualTimeoutSeconds = 25;

/** Makes the gate that every typed line and every click passes. */
export function createRunner(needs: RunnerNeeds): Runner {
  const { commands, clock, log, timeoutSeconds = usualTimeoutSeconds } = needs;
  const byName = new Map(commands.map((command) => [command.name, command]));
  return {
    async run(call) {
      const started = clock.now().getTime();
      const command = byName.get(call.command);
      const ending = await withinTime({ call, command }, timeoutSeconds, clock, (signal) =>
        pass(call, command, signal, needs),
      );
      if (isForTheAudit(call, command, ending)) await noteRefusal(call, ending, needs);
      note(log, call, ending, clock.now().getTime() - started);
      return ending.reply;
    },
    welcome: ({ kind }) => welcomeCard(kind),
    unknown: (text, suggestions) => unknownCard(text, suggestions, commands),
    working: (call) => workingCard(call, clock.now()),
    interrupted: (call) => interruptedCard(call, byName.get(call.command)?.changes ?? false),
    refused: refusedCard,
  };
}

async function pass(
  call: Call,
  command: Command | undefined,
  signal: AbortSignal,
  needs: RunnerNeeds,
): Promise<Ending> {
  if (!command) return { outcome: 'unknown command', reply: unknownCard(call.command, [], needs.commands) };
  const parsed = command.args.safeParse(call.args);
  if (!parsed.success) {
    const why = parsed.error.issues.find(({ code }) => code === 'custom')?.message;
    return { outcome: 'wrong arguments', reply: usageCard(command, why) };
  }
  const { actor, conversation, correlationId } = call;
  const scope = { signal, correlationId };
  const { allowed, missing, unread, notAsked } = await allowance(command, call, scope, needs);
  for (const { workspace, error } of unread)
    needs.log.warn(
      { command: call.command, workspace: workspace.name, correlationId, error },
      'workspace not asked',
    );
  if (command.permission !== 'none' && allowed.length === 0)
    return { outcome: 'refused', reply: refusal(command, call, missing, needs) };
  const reply = await command.run({
    args: parsed.data,
    actor,
    conversation,
    workspaces: allowed,
    notAsked,
    ...scope,
    ...(call.card ? { card: call.card } : {}),
  });
  return { outcome: 'answered', reply };
}

function allowance(
  { permission }: Command,
  { actor }: Call,
  scope: { signal: AbortSignal; correlationId: string },
  { workspaces, rights }: RunnerNeeds,
): ReturnType<typeof allowedWorkspaces> {
  if (permission === 'none') return Promise.resolve(allAllowed(workspaces));
  return allowedWorkspaces(permission, actor.objectId, workspaces, rights, scope);
}

function refusal(
  { permission }: Command,
  { actor, correlationId }: Call,
  missing: Parameters<typeof missingRightsCard>[0]['missing'],
  { workspaces }: RunnerNeeds,
): Reply {
  return missingRightsCard({
    purpose: permission === 'none' ? 'do this' : permissions[permission].purpose,
    workspaces: workspaces.map(({ name }) => name),
    missing,
    askedBy: { name: actor.name, objectId: actor.objectId },
    correlationId,
  });
}

/** A call, and the command that it names when there is one. */
interface Asked {
  call: Call;
  command: Command | undefined;
}

// Ends when the work does or the time is up, whichever comes first. Work that ignores the signal is left to
// end by itself: its late result or error goes nowhere.
async function withinTime(
  { call, command }: Asked,
  seconds: number,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<Ending>,
): Promise<Ending> {
  const limit = new AbortController();
  const done = new AbortController();
  const timedOut = clock.sleep(seconds * 1000, done.signal).then(
    (): Ending => {
      limit.abort(new Error('The whole time of the call is used up'));
      return { outcome: 'timed out', reply: tookTooLongCard(call, command, seconds) };
    },
    () => new Promise<never>(() => {}), // the work was faster
  );
  const worked = work(limit.signal)
    .catch((error: unknown) => endingOf(error, { call, command }))
    // Even the words for an error may fail; these cannot.
    .catch(
      (error: unknown): Ending => ({
        outcome: 'failed',
        reply: sorryCard({ ...call, args: {} }, command),
        error,
      }),
    );
  const ending = await Promise.race([worked, timedOut]);
  done.abort();
  return ending;
}

function endingOf(error: unknown, { call, command }: Asked): Ending {
  if (error instanceof RightsMissing) {
    const { purpose, missing } = error;
    const { actor: askedBy, correlationId } = call;
    const reply = missingRightsCard({ purpose, workspaces: [], missing, askedBy, correlationId });
    return { outcome: 'refused', reply, error };
  }
  if (error instanceof Refusal) return { outcome: 'refused', reply: userErrorCard(error), error };
  if (error instanceof UserError) return { outcome: 'user error', reply: userErrorCard(error), error };
  if (error instanceof AzureError)
    return { outcome: 'azure error', reply: azureTroubleCard(error, call, command), error };
  return { outcome: 'failed', reply: sorryCard(call, command), error };
}

/**
 * Refused changes are; and clicks whose arguments no button of ours has, whatever the command: somebody made them up.
 */
function isForTheAudit({ origin }: Call, command: Command | undefined, { outcome }: Ending): boolean {
  if (outcome === 'wrong arguments' || outcome === 'unknown command') return origin === 'clicked';
  return outcome === 'refused' && command?.changes === true;
}

async function noteRefusal(
  { command, actor, args, correlationId }: Call,
  { outcome, error }: Ending,
  { audit, ledger, log }: RunnerNeeds,
): Promise<void> {
  const why = error instanceof Refusal ? error.message : outcome;
  const note = await refusalNote({ actor, command, change: args.change, why, correlationId }, ledger);
  // Refused is refused, also when it cannot be written down.
  await audit
    .note(note)
    .catch((failure: unknown) => log.error({ error: failure }, 'a refusal is not in the audit'));
}

function note(log: Logger, call: Call, { outcome, error }: Ending, milliseconds: number): void {
  const { command, origin, actor, correlationId } = call;
  const about = { origin, outcome, milliseconds, correlationId, actor: actor.objectId };
  // A name that is no command is text of the person's own: not for the log.
  const fields = outcome === 'unknown command' ? about : { command, ...about };
  if (outcome === 'failed') log.error({ ...fields, error }, 'call failed');
  else if (outcome === 'azure error' || outcome === 'timed out')
    log.warn({ ...fields, error }, 'call met trouble');
  else log.info(fields, 'call ended');
}
