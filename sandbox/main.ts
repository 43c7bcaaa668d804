import { fileURLToPath } from 'node:url';
import { readCommandLine, type SandboxOptions, usage } from './stage/command-line.ts';
import { greeting } from './stage/greeting.ts';
import { requireFreePorts } from './stage/ports.ts';
import { setStage } from './stage/stage.ts';
import { StageError } from './stage/wait-for.ts';

// `npm run sandbox`: everything that is needed to talk to the bot on one computer, until Ctrl-C.

const folder = fileURLToPath(new URL('../.sandbox', import.meta.url));

try {
  const options = readCommandLine(process.argv.slice(2), process.env);
  if (options.help) console.log(usage);
  else process.exitCode = await play(options);
} catch (error) {
  console.error(error instanceof StageError ? `\n${error.message}\n` : error);
  process.exitCode = 1;
}

/** Starts everything, says where it is, and resolves with the exit code when it has ended. */
async function play({ ports, keep, large }: SandboxOptions): Promise<number> {
  const began = performance.now();
  const asked = new Promise<'asked'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve('asked'));
  });
  await requireFreePorts(Object.values(ports));
  console.log('Starting a pretend Azure tenant, the bot and two chat windows …');
  const starting = setStage({
    folder,
    tenantPort: ports.tenant.port,
    botPort: ports.bot.port,
    windows: [
      { person: 'operator', port: ports.operator.port },
      { person: 'approver', port: ports.approver.port },
    ],
    keep,
    large,
  });
  const stage = await Promise.race([starting, asked]);
  if (stage === 'asked') {
    // Asked to end while starting: let the start finish, so that nothing is left behind.
    await starting.then((late) => late.stop()).catch(() => undefined);
    return 0;
  }
  console.log(greeting(stage, (performance.now() - began) / 1000));
  const end = await Promise.race([asked, stage.brokeDown]);
  if (end === 'asked') console.log('\nEnding everything …');
  else console.error(`\n${end.message}\nEnding the rest.\n`);
  await stage.stop();
  return end === 'asked' ? 0 : 1;
}
