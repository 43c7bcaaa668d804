import packageJson from '../package.json' with { type: 'json' };
import { createAudit } from './audit/audit.ts';
import { type Azure, createAzure } from './azure/azure.ts';
import { createClients } from './azure/clients.ts';
import { cloudOf } from './azure/clouds.ts';
import { type Bot, createBot } from './bot/bot.ts';
import { noteCardShown } from './changes/card-shown.ts';
import { createChanges } from './changes/changes.ts';
import { refusalNote } from './changes/refused-change.ts';
import { createCommands } from './commands/all-commands.ts';
import { createRunner } from './commands/run-command.ts';
import type { Config } from './config/config.ts';
import { adapterSettings, allowedTenants, approvalRules, azureSettings } from './config/slices.ts';
import { createHttpServer } from './http/server.ts';
import { type Clock, systemClock } from './shared/clock.ts';
import { endAll, type RunningPart } from './shared/end-all.ts';
import { startWatchdog } from './shared/watchdog.ts';
import { createChangeLedger } from './storage/change-ledger.ts';
import { openStorage, type Storage } from './storage/open-storage.ts';
import type { Logger } from './telemetry/logger.ts';
import { startWorkers } from './workers/workers.ts';

/** The whole bot. */
export interface App {
  /**
   * Opens the database, then listens. Rejects with words for the operator (`UserError` or a plain Error)
   * when either cannot be done; whatever was opened is closed again.
   */
  start(): Promise<{ port: number }>;
  /**
   * Answers what is under way, then gives everything back, within 30 s. Calling it again is harmless. Rejects at
   * the end when a part could not be ended; the others are all the same.
   */
  stop(): Promise<void>;
}

/** Supervisors end a process 30 s after they asked it to stop (Kubernetes: terminationGracePeriodSeconds). */
const stopLimits = { totalMs: 20_000, leastMs: 5_000 };

/** Builds every part once, by hand. Nothing runs before `start`. */
export function createApp(config: Config, log: Logger, clock: Clock = systemClock): App {
  let stopping: Promise<void> | undefined;
  const running: RunningPart[] = [];
  const onTrouble = (part: string, error: unknown) => log.error({ part, error }, 'part did not end');
  const stop = () => endAll(running.splice(0).reverse(), { ...stopLimits, onTrouble });
  return {
    async start() {
      try {
        const watchdog = startWatchdog();
        running.push({ name: 'watchdog', end: () => watchdog.stop() });
        const storage = await openStorage({
          databaseUrl: config.DATABASE_URL,
          dataDir: config.DATA_DIR,
          log,
          clock,
        });
        running.push({ name: 'storage', end: () => storage.close() });
        const { workspaces, products, tenantId, ...options } = azureSettings(config);
        const clients = createClients(options, { log, clock });
        const { portal } = cloudOf(options.armUrl, options.logsUrl);
        const azure = createAzure(clients, { workspaces, products, portal, tenantId, log, clock });
        const record = assembleRecord(config, { storage, log });
        const bot = assembleBot(config, { storage, azure, record, log, clock });
        running.push({ name: 'bot', end: () => bot.stop() });
        await startWorkers({ ...azure, ...record, jobs: storage.jobs, send: bot.send, log, clock });
        const server = createHttpServer({
          host: config.HOST,
          port: config.PORT,
          log,
          handleMessage: (message) => bot.handle(message),
          async ready() {
            const { ok, detail } = await storage.health();
            return { ok, reasons: ok ? [] : [detail] };
          },
        });
        const { port } = await server.start();
        running.push({ name: 'http', end: () => server.stop() });
        void bot.warmUp();
        void clients.warmUp().catch((error: unknown) => log.warn({ error }, 'SDKs did not load early'));
        log.info({ version: packageJson.version, host: config.HOST, port, database: storage.kind }, 'ready');
        return { port };
      } catch (error) {
        // Its own trouble is in the log; why there is no start matters more.
        await stop().catch(() => {});
        throw error;
      }
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

type Remembered = ReturnType<typeof assembleRecord>;

/** What is remembered of changes, and the audit. */
function assembleRecord(config: Config, { storage, log }: { storage: Storage; log: Logger }) {
  const entries = storage.auditEntries;
  const audit = createAudit({ entries, log });
  const ledger = createChangeLedger({ db: storage.db, jobs: storage.jobs, noteIn: audit.noteIn });
  return { audit, ledger, rules: approvalRules(config) };
}

/** The commands, the gate before them, and the turn before that. */
function assembleBot(
  config: Config,
  parts: { storage: Storage; azure: Azure; record: Remembered; log: Logger; clock: Clock },
): Bot {
  const { storage, azure, record, log, clock } = parts;
  const { audit, ledger, rules } = record;
  const commands = createCommands({
    ...azure,
    ...record,
    auditEntries: storage.auditEntries,
    changes: createChanges({ ledger, clock, rules }),
    // The bot is made last, and asked only when it runs.
    roster: { membershipOf: (actor, conversation) => bot.roster.membershipOf(actor, conversation) },
    storageHealth: () => storage.health(),
    versions: [
      `Hubwatch ${packageJson.version}`,
      `Node ${process.versions.node}`,
      `PostgreSQL ${storage.version}${storage.kind === 'embedded' ? ', embedded' : ''}`,
    ],
    startedAt: clock.now(),
    clock,
  });
  const { workspaces, rights } = azure;
  const bot: Bot = createBot({
    adapter: adapterSettings(config),
    runner: createRunner({ commands, workspaces, rights, audit, ledger, clock, log }),
    commands,
    conversations: storage.conversations,
    handled: storage.handled,
    allowedTenants: allowedTenants(config),
    async refusedClick(click) {
      await audit.note(await refusalNote({ ...click, command: 'click' }, ledger));
    },
    changeCardShown: (card, activityId) => noteCardShown(ledger, card, activityId),
    clock,
    log,
  });
  return bot;
}
