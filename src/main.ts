import { existsSync } from 'node:fs';
import { createApp } from './app.ts';
import { loadConfig, type Problem } from './config/config.ts';
import { createLogger, mask } from './telemetry/logger.ts';

// Starts and stops the process: environment -> config -> app, signals, exit code. Nothing else.

if (existsSync('.env')) process.loadEnvFile('.env');
const loaded = loadConfig(process.env);
if (loaded.ok) await run(loaded.config);
else refuse(loaded.problems);

async function run(config: Parameters<typeof createApp>[0]): Promise<void> {
  const log = createLogger(config.LOG_LEVEL);
  const app = createApp(config, log);
  const end = (signal: string): void => {
    log.info({ signal }, 'stopping');
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error, 'could not stop cleanly'),
    );
  };
  const fail = (error: unknown, message: string): void => {
    log.error({ error }, message);
    process.exit(1);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // Either means a defect: state may be half-changed, so the process goes down and its supervisor restarts it.
  process.on('uncaughtException', (error) => fail(error, 'uncaught exception'));
  process.on('unhandledRejection', (error) => fail(error, 'unhandled rejection'));
  try {
    await app.start();
  } catch (error) {
    // Once more in plain words: the log line with its stack is for later.
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`Hubwatch cannot start. ${mask(why)}\n`);
    fail(error, 'could not start');
  }
}

function refuse(problems: readonly Problem[]): void {
  const lines = problems.map(({ setting, what, cure }) => `  ${setting} ${what}.\n    ${cure}`);
  const count = problems.length === 1 ? 'One setting is' : `${problems.length} settings are`;
  process.stderr.write(
    `Hubwatch cannot start. ${count} missing or wrong:\n\n${lines.join('\n')}\n\n` +
      'Settings come from environment variables or from a file named .env; .env.sample lists them all.\n' +
      'To try Hubwatch without Azure and Teams: npm run sandbox\n',
  );
  process.exitCode = 1;
}
