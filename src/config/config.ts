import { z } from 'zod';
import { settings } from './settings.ts';
import { checkTogether } from './together.ts';

/** The bot's settings, checked. Only `main.ts` and `app.ts` see all of it; every part takes its slice. */
export type Config = z.infer<typeof settings>;

/** One wrong or missing setting and what to do about it. */
export interface Problem {
  setting: string;
  /** What is wrong, without the value when the setting is a secret. */
  what: string;
  /** What to do. */
  cure: string;
}

/** Environment variables. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Either a complete config or everything that stands in its way. */
export type ConfigResult = { ok: true; config: Config } | { ok: false; problems: readonly Problem[] };

/**
 * Reads the settings from environment variables. Reports every problem at once, each with its cure; an
 * empty variable counts as not set.
 */
export function loadConfig(env: Environment): ConfigResult {
  const given = givenIn(env);
  const parsed = settings.safeParse(given);
  const problems: Problem[] = parsed.success
    ? checkTogether(parsed.data)
    : [...problemsOf(parsed.error, given), ...checkTogether(given)];
  const seen = new Set<string>();
  const distinct = problems.filter(({ setting }) => !seen.has(setting) && seen.add(setting));
  if (!parsed.success || distinct.length > 0) return { ok: false, problems: distinct };
  return { ok: true, config: parsed.data };
}

/** The variables that are set: an empty one is not. */
export function givenIn(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}

function metaOf(setting: string) {
  const found = Object.entries(settings.shape).find(([name]) => name === setting);
  return found && z.globalRegistry.get(found[1]);
}

function problemsOf(error: z.ZodError, given: Record<string, unknown>): Problem[] {
  return error.issues.map((issue) => {
    const setting = String(issue.path[0]);
    const meta = metaOf(setting);
    const example = typeof meta?.example === 'string' ? ` Example: ${setting}=${meta.example}` : '';
    return {
      setting,
      what: setting in given ? issue.message : 'is not set',
      cure: `${meta?.description ?? 'See .env.sample.'}${example}`,
    };
  });
}
