import { z } from 'zod';
import type { Reply } from '../domain/reply.ts';
import { withFallback } from './reply.ts';

const InvokeAnswer = z.object({ statusCode: z.number(), type: z.string(), value: z.unknown().optional() });

/**
 * The answer to an `adaptiveCard/action`, as the Universal Action Model documents it. It goes out with HTTP
 * 200 whatever `statusCode` says; Teams shows "Something went wrong" for any other HTTP status.
 */
export type InvokeAnswer = z.infer<typeof InvokeAnswer>;

/** Replaces the clicked card. */
export function cardAnswer(reply: Reply): InvokeAnswer {
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: withFallback(reply) };
}

/** A short note at the clicked card. */
export function noteAnswer(text: string): InvokeAnswer {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
}

/** For invokes that this bot never asks for. Teams' clients show nothing for it, which is what is wanted. */
export function notServed(): InvokeAnswer {
  const value = { code: 'NotSupported', message: 'Hubwatch does not use this.' };
  return { statusCode: 400, type: 'application/vnd.microsoft.error', value };
}

/** An answer that was kept for a repeated delivery; undefined when it was not kept. */
export function readAnswer(kept: unknown): InvokeAnswer | undefined {
  const parsed = InvokeAnswer.safeParse(kept);
  return parsed.success ? parsed.data : undefined;
}
