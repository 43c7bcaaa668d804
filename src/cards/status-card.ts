import type { Reply } from '../domain/reply.ts';
import { actions, button } from './buttons.ts';
import type { FrameStyle, Line } from './card-data.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { ago, cardTime, count } from './times.ts';

/** How one service answered. */
export interface ServiceHealth {
  service: string;
  ok: boolean;
  milliseconds: number;
  /** What is known about the trouble; safe to show. */
  detail: string;
}

// As many as a reader looks through, and a card holds.
const mostServices = 12;

/** What the status card shows. */
export interface StatusView {
  services: readonly ServiceHealth[];
  /** What runs, with its version. */
  versions: readonly string[];
  startedAt: Date;
  /** When the services were asked. */
  askedAt: Date;
  now: Date;
}

/** The answer to `status`: the verdict first, then each service with how fast it answered. */
export function statusCard({ services, versions, startedAt, askedAt, now }: StatusView): Reply {
  const { verdict, style } = verdictOf(services);
  // What fails is what was asked for; the rest keeps its order.
  const byNeed = services.toSorted((a, b) => Number(a.ok) - Number(b.ok));
  return reply('status', {
    summary: `Hubwatch status: ${verdict.replace(/^\S+ /, '')}`,
    style,
    verdict,
    services: byNeed.slice(0, mostServices).map(({ service, ok, milliseconds, detail }) => ({
      mark: ok ? '✅ OK' : '❌ Trouble',
      color: ok ? 'default' : 'attention',
      name: plain(service, 60),
      detail: [`${Math.round(milliseconds).toLocaleString('en-US')} ms`, plain(detail, 200)]
        .filter(Boolean)
        .join(' · '),
    })),
    lines: [
      ...restOf(byNeed.slice(mostServices)),
      { text: versions.join(' · ') },
      { text: `Started ${ago(startedAt, now)}.` },
      { text: 'Alert poll: none. Alerts are read when somebody asks.' },
    ],
    times: cardTime('As of', askedAt),
    buttons: actions(
      button('Ask again', 'status', {}, { place: 'card' }),
      button('Help', 'help', {}, { place: 'chat' }),
    ),
  });
}

function restOf(services: readonly ServiceHealth[]): Line[] {
  const failed = services.filter(({ ok }) => !ok).length;
  const answering = services.length - failed;
  return [
    ...(failed > 0 ? [{ text: `And ${failed} more with trouble.` }] : []),
    ...(answering > 0 ? [{ text: `And ${answering} more ${answering === 1 ? 'answers' : 'answer'}.` }] : []),
  ];
}

function verdictOf(services: readonly ServiceHealth[]): { verdict: string; style: FrameStyle } {
  const failed = services.filter(({ ok }) => !ok).length;
  if (services.length === 0) return { verdict: '❔ No service was asked.', style: 'warning' };
  if (failed === 0) return { verdict: '✅ Every service answers.', style: 'good' };
  return {
    verdict: `❌ Trouble with ${failed} of ${count(services.length, 'service')}.`,
    style: 'attention',
  };
}
