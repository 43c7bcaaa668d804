import { parseArgs } from 'node:util';
import type { WantedPort } from './ports.ts';
import { StageError } from './wait-for.ts';

/** What `npm run sandbox` was asked to do. */
export interface SandboxOptions {
  help: boolean;
  keep: boolean;
  large: boolean;
  ports: { tenant: WantedPort; bot: WantedPort; operator: WantedPort; approver: WantedPort };
}

/** Words for `npm run sandbox -- --help`. */
export const usage = `npm run sandbox [-- options]

Starts a pretend Azure tenant, the bot, and two chat windows in the browser.

  --keep                   keep the bot's database of the last time (default: start afresh)
  --large                  a tenant of 5,000 hubs in 800 subscriptions instead of twelve hubs
  --bot-port <port>        default 3978; or SANDBOX_BOT_PORT
  --operator-port <port>   default 56150; or SANDBOX_OPERATOR_PORT
  --approver-port <port>   default 56151; or SANDBOX_APPROVER_PORT
  --tenant-port <port>     default 3980; or SANDBOX_TENANT_PORT
  --help                   this text`;

/**
 * Reads the command line and, for what it does not say, the environment. Throws a `StageError` for an unknown
 * option or a port that is none.
 */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): SandboxOptions {
  const values = parse(args);
  const port = (what: string, option: PortOption, variable: string, usual: number): WantedPort => {
    const given = values[option] ?? (env[variable]?.trim() || undefined);
    const number = given === undefined ? usual : /^\d{1,5}$/.test(given) ? Number(given) : 0;
    if (number < 1 || number > 65_535) {
      throw new StageError(`"${given}" is no port for ${what}. Give --${option} a number from 1 to 65535.`);
    }
    return { what, port: number, option: `--${option}`, variable };
  };
  return {
    help: values.help ?? false,
    keep: values.keep ?? false,
    large: values.large ?? false,
    ports: {
      tenant: port('the pretend tenant', 'tenant-port', 'SANDBOX_TENANT_PORT', 3980),
      bot: port('the bot', 'bot-port', 'SANDBOX_BOT_PORT', 3978),
      operator: port("the operator's chat window", 'operator-port', 'SANDBOX_OPERATOR_PORT', 56_150),
      approver: port("the approver's chat window", 'approver-port', 'SANDBOX_APPROVER_PORT', 56_151),
    },
  };
}

type PortOption = 'tenant-port' | 'bot-port' | 'operator-port' | 'approver-port';

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        keep: { type: 'boolean' },
        large: { type: 'boolean' },
        'tenant-port': { type: 'string' },
        'bot-port': { type: 'string' },
        'operator-port': { type: 'string' },
        'approver-port': { type: 'string' },
      },
    }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new StageError(`${what}\n\n${usage}`);
  }
}
