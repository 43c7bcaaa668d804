import { fileURLToPath } from 'node:url';
import { readCommandLine, type SandboxOptions, usage } from './stage/command-line.ts';
import { requireFreePorts } from './stage/ports.ts';
import { type Stage, setStage } from './stage/stage.ts';
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

function greeting({ windows, tenant, people }: Stage, seconds: number): string {
  const addresses = windows.map(({ key, who, url }) => {
    const summary = people.find((person) => person.key === key)?.summary ?? '';
    return `  ${url}   ${who}, ${key}\n      ${summary}`;
  });
  return `
Ready after ${seconds.toFixed(1)} s. Open in a browser:

${addresses.join('\n')}

Say in the personal chat; in the group chat and the channels type @ and pick Hubwatch from the list first:

  hubs               every hub, with Defender and connection state
  hubs not connected
  alerts             the newest Defender for IoT alerts
  check <hub>        what is missing before a hub can be connected
  help               all the rest; or type anything at all

The pretend tenant: ${tenant.url} (faults, clock, new alerts: see sandbox/README.md)
The bot's log: .sandbox/bot.log

Ctrl-C ends everything.`;
}
