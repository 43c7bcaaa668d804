import { z } from 'zod';
import { welcomeCard } from '../cards/welcome-card.ts';
import type { Command } from './command.ts';

const others: readonly string[] = ['hello', 'hey'];
const forAll = ['hi', ...others].flatMap((word) => [`${word} there`, `${word} all`]);

/** `hi`: says hello and how to begin. Teams asks every bot to answer it. */
export function hi(): Command<Record<never, never>> {
  return {
    name: 'hi',
    aliases: [...others, ...forAll, 'good morning', 'start'],
    namesAfter: ['hi', ...others],
    usage: 'hi',
    summary: 'Say hello and learn how to begin.',
    examples: ['hi'],
    permission: 'none',
    args: z.strictObject({}),
    read: () => ({}),
    run: async ({ conversation }) => welcomeCard(conversation.kind),
  };
}
