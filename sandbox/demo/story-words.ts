import type { Act, Click, Promised } from './step.ts';

// Words that all chapters of the story are written in.

/** Says something. */
export const say = (text: string): Act => ({ kind: 'say', text });
/** Clicks the first button or row whose title fits, of the last answer unless told otherwise. */
export const click = (title: RegExp, more: Omit<Click, 'title'> = {}): Act => ({
  kind: 'click',
  title,
  ...more,
});
/** Looks at the newest of at least so many messages that fit, whoever caused it. */
export const look = (at: RegExp, messages = 1): Act => ({ kind: 'look', at, messages });
/** What is promised to be seen. */
export const sees = (words: string, text: Promised['text']): Promised => ({ words, text });

/** Olivia, alone with the bot. */
export const operator = { who: 'operator', where: 'personal chat' } as const;
/** Olivia in the channel. */
export const inChannel = { who: 'operator', where: 'channel' } as const;
/** Arjun, who may approve, in the channel. */
export const approver = { who: 'approver', where: 'channel' } as const;
/** Ruth, who only reads, alone with the bot. */
export const reader = { who: 'reader', where: 'personal chat' } as const;

/** What a card says in place of what could not be read. */
export const gap = /\b(unknown|could not|not (read|asked|known)|no all-clear)\b|❔/i;

/** A card that begins with this heading and stands so, in the frame below it. */
export const frame = (heading: string, verdict: string) => new RegExp(`^\\W*${heading} ┃ ${verdict}`);
