import { z } from 'zod';
import { type ServiceHealth, statusCard } from '../cards/status-card.ts';
import type { CallScope } from '../domain/call-scope.ts';
import type { Clock } from '../shared/clock.ts';
import type { Command } from './command.ts';

/** What `status` needs. */
export interface StatusNeeds {
  /** Asks each service one small question; never rejects. */
  probe(scope: CallScope): Promise<readonly ServiceHealth[]>;
  /** Does the database answer? Never rejects. */
  storageHealth(): Promise<{ ok: boolean; detail: string }>;
  /** What runs, with its version: `Hubwatch 1.0.0`. */
  versions: readonly string[];
  /** When the program started. */
  startedAt: Date;
  clock: Clock;
}

/**
 * For how long an answer is good, in milliseconds. Anyone in the tenant may ask, so asking often must not
 * become load on Azure.
 */
export const freshMs = 10_000;

/**
 * `status`: whether the services that the bot stands on answer. It needs no right, because the trouble that it
 * shows may be the very thing that keeps rights from being read.
 */
export function status(needs: StatusNeeds): Command<Record<never, never>> {
  const { versions, startedAt, clock } = needs;
  let last: { askedAt: Date; services: Promise<readonly ServiceHealth[]> } | undefined;
  return {
    name: 'status',
    aliases: ['health', 'show status', 'bot status', 'ping'],
    usage: 'status',
    summary: 'Show whether the services that Hubwatch depends on answer.',
    examples: ['status'],
    permission: 'none',
    args: z.strictObject({}),
    read: () => ({}),
    async run(request) {
      const now = clock.now();
      const fresh = last && now.getTime() - last.askedAt.getTime() < freshMs ? last : undefined;
      const current = fresh ?? { askedAt: now, services: askAll(needs, request) };
      last = current;
      try {
        const services = await current.services;
        return statusCard({ services, versions, startedAt, askedAt: current.askedAt, now: clock.now() });
      } catch (error) {
        if (last === current) last = undefined;
        throw error;
      }
    },
  };
}

// The database first: without it the bot forgets, and nothing else matters as much.
async function askAll(
  { probe, storageHealth, clock }: StatusNeeds,
  scope: CallScope,
): Promise<ServiceHealth[]> {
  const started = clock.now().getTime();
  const database = storageHealth().then(({ ok, detail }) => ({
    service: 'Database',
    ok,
    milliseconds: clock.now().getTime() - started,
    detail,
  }));
  const [first, rest] = await Promise.all([database, probe(scope)]);
  return [first, ...rest];
}
