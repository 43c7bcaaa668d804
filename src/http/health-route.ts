import type { ServerResponse } from 'node:http';
import type { Logger } from '../telemetry/logger.ts';
import { writeJson } from './write-json.ts';

/** How a part of the program is. `reasons` say what is wrong, in words for the operator, without secrets. */
export interface Health {
  ok: boolean;
  reasons: readonly string[];
}

/** Answers within a few seconds, or counts as not well. */
export type HealthCheck = () => Health | Promise<Health>;

/** `/livez` and `/readyz`: 200 when well, 503 with the reasons when not. */
export function healthRoute(name: string, check: HealthCheck, timeoutMs: number) {
  return async (response: ServerResponse, log: Logger) => {
    const health = await judge(check, timeoutMs).catch((error: unknown): Health => {
      log.error({ error, check: name }, 'Health check failed');
      return { ok: false, reasons: ['The check itself failed; see the log.'] };
    });
    writeJson(response, health.ok ? 200 : 503, { ok: health.ok, reasons: health.reasons });
  };
}

async function judge(check: HealthCheck, timeoutMs: number): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, reasons: ['The check takes too long.'] }), timeoutMs);
  });
  try {
    return await Promise.race([check(), late]);
  } finally {
    clearTimeout(timer);
  }
}
