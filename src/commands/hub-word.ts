import { z } from 'zod';

/** A hub as an argument: its name when typed, its ARM id from a button. */
export const HubWord = z.string().trim().min(1).max(400);

const fillers: readonly string[] = ['for', 'of', 'hub', 'the', 'on', 'iot'];

/** Reads `for hub plant-7` as `{ hub: 'plant-7' }`; no words as no hub. A lone filler may be a hub's name. */
export function readHubWord(words: readonly string[]): Record<string, unknown> {
  const named = words.filter((word, i) => i === words.length - 1 || !fillers.includes(word.toLowerCase()));
  return named.length > 0 ? { hub: named.join(' ') } : {};
}
