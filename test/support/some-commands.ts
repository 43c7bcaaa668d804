import { type CommandNeeds, createCommands } from '../../src/commands/all-commands.ts';
import type { Command } from '../../src/commands/command.ts';
import { createRunner, type RunnerNeeds } from '../../src/commands/run-command.ts';
import type { AuditNote } from '../../src/domain/audit-entry.ts';
import type { Reply } from '../../src/domain/reply.ts';
import { Refusal } from '../../src/shared/errors.ts';
import type { ChangeWork } from '../../src/storage/change-ledger.ts';
import { aCall, aWorkspace } from './a-call.ts';
import { aHandClock, type HandClock } from './a-hand-clock.ts';
import { aHub, anInventory } from './a-hub.ts';
import { aLog, type LogLine } from './a-log.ts';
import { heldRights } from './held-rights.ts';
import { noChangeWork } from './no-change-work.ts';
import { noLedger } from './no-ledger.ts';
import { objectsIn } from './objects-in.ts';

/** Rights that the role Microsoft Sentinel Reader brings, as far as Hubwatch asks for them. */
export const readerActions: readonly string[] = [
  'Microsoft.SecurityInsights/*/read',
  'Microsoft.OperationalInsights/workspaces/query/read',
  'Microsoft.OperationalInsights/workspaces/query/*/read',
];

/** What the test can ask about, and the gate to ask it through. */
export interface SomeCommands {
  /** Asks as if the words had been typed after the command's name. */
  say(command: string, ...words: string[]): Promise<Reply>;
  /** Asks as a button would. */
  click(command: string, args: Record<string, unknown>): Promise<Reply>;
  runner: ReturnType<typeof createRunner>;
  commands: ReturnType<typeof createCommands>;
  clock: HandClock;
  lines: LogLine[];
  /** What the gate wrote into the audit. */
  refusals: AuditNote[];
}

/** Parts of the world that a test replaces. Rights that are read anew are the same as the others unless given. */
export type WorldOver = Partial<Omit<CommandNeeds, 'rights'>> & {
  rights?: RunnerNeeds['rights'] & Partial<CommandNeeds['rights']>;
};

const notPartOfIt = (): never => {
  throw new Error('This small world knows no changes: test/flows has them over a real database.');
};

/** A transaction that finds nothing, and may say where approvals go. */
const nothingKept: ChangeWork = {
  ...noChangeWork,
  get: async () => undefined,
  after: async () => [],
  card: async () => undefined,
  cards: async () => [],
  approvalPlace: async () => undefined,
  setApprovalPlace: async () => {},
  audit: () => {},
};

/**
 * All commands over a small world at noon, where everything is allowed; override what matters. `more` makes commands
 * besides those of the list.
 */
export function someCommands(
  over: WorldOver = {},
  runner: Partial<RunnerNeeds> = {},
  more: (needs: CommandNeeds) => readonly Command[] = () => [],
): SomeCommands {
  const clock = aHandClock(Date.parse('2026-11-23T12:00:00Z'));
  const log = aLog();
  const refusals: AuditNote[] = [];
  const { rights: otherRights, ...others } = over;
  const rights = otherRights ?? {
    rightsOf: async (_: string, scopeId: string) => heldRights(['*'], scopeId),
  };
  const needs: CommandNeeds = {
    hubs: { list: async () => anInventory([aHub(), aHub({ name: 'plant-8', defender: 'off' })]) },
    hubDetail: async () => ({ provisioningState: 'Succeeded', units: 1, sku: 'S1' }),
    alerts: {
      latest: async () => ({
        alerts: [],
        total: 0,
        bySeverity: { High: 0, Medium: 0, Low: 0, Informational: 0 },
        logsUrl: 'https://portal.azure.com/#logs',
      }),
      byId: async () => undefined,
    },
    requirements: async () => ({ authorization: 'Valid', license: 'Valid' }),
    rights: { rightsNow: rights.rightsOf, ...rights },
    botRightsAt: async (scopeId) => heldRights(['*'], scopeId),
    probe: async () => [{ service: 'Microsoft Sentinel', ok: true, milliseconds: 5, detail: '' }],
    links: {
      hub: () => 'https://portal.azure.com/#hub',
      connectors: () => 'https://portal.azure.com/#connectors',
      workspace: () => 'https://portal.azure.com/#workspace',
      analytics: () => 'https://portal.azure.com/#analytics',
    },
    connectors: { list: async () => ({ iot: [], defenderForCloud: [] }) },
    subscriptionHubs: async () => ({ hubs: [], solutions: [] }),
    incidentRules: { read: async () => ({ rules: [], duplicates: [] }) },
    roster: { membershipOf: async () => 'member' },
    rules: { approvals: 'required', approvalHours: 24 },
    changes: {
      propose: notPartOfIt,
      confirm: notPartOfIt,
      confirmAfterEnabling: notPartOfIt,
      decide: notPartOfIt,
      cancel: notPartOfIt,
      clicked: async () => {
        throw new Refusal('Hubwatch does not know this request.');
      },
    },
    ledger: { ...noLedger, transaction: (work) => work(nothingKept) },
    auditEntries: {
      find: async () => [],
      count: async () => 0,
      head: async () => ({ seq: 0, hash: '' }),
      names: async () => [],
    },
    storageHealth: async () => ({ ok: true, detail: 'The embedded database answers' }),
    versions: ['Hubwatch 1.0.0', 'Node 24.0.0'],
    startedAt: clock.now(),
    clock,
    ...others,
  };
  const commands = [...createCommands(needs), ...more(needs)];
  const gate = createRunner({
    commands,
    workspaces: [aWorkspace()],
    rights,
    audit: { note: async (note) => refusals.push(note) },
    ledger: over.ledger ?? noLedger,
    clock,
    log,
    ...runner,
  });
  const find = (name: string) => commands.find((command) => command.name === name);
  return {
    say: (command, ...words) => gate.run(aCall({ command, args: find(command)?.read(words) ?? {} })),
    click: (command, args) => gate.run(aCall({ command, args, origin: 'clicked' })),
    runner: gate,
    commands,
    clock,
    lines: log.lines,
    refusals,
  };
}

/** All that a reader sees of an answer, line by line. */
export function shown({ card }: Reply): string {
  const blocks = objectsIn(card).filter(
    ({ node }) => node.type === 'TextBlock' || node.type === 'RichTextBlock',
  );
  return blocks
    .map(({ node }) => (typeof node.text === 'string' ? node.text : runsOf(node.inlines)))
    .join('\n');
}

/** A button (or selectable row) of an answer: what it asks for, or the page that it opens. */
export interface ShownButton {
  title: string;
  command?: unknown;
  args?: unknown;
  place?: unknown;
  url?: unknown;
}

/** The buttons below an answer. */
export function buttonsOf({ card }: Reply): ShownButton[] {
  return actionsAt(card, /\.actions\[\d+\]$/);
}

/** What the rows of an answer open. */
export function rowsOf({ card }: Reply): ShownButton[] {
  return actionsAt(card, /\.selectAction$/);
}

function actionsAt(card: unknown, where: RegExp): ShownButton[] {
  const found = objectsIn(card).filter(({ path }) => where.test(path));
  return found.map(({ node: { title, url, data } }) => {
    if (url !== undefined) return { title: String(title), url };
    const { command, args, place } = Object.fromEntries(Object.entries(data ?? {}));
    return { title: String(title), command, args, place };
  });
}

function runsOf(inlines: unknown): string {
  return objectsIn(inlines)
    .map(({ node }) => String(node.text))
    .join('');
}
