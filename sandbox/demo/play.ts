import { setTimeout as delay } from 'node:timers/promises';
import { cardToText } from '../card-to-text.ts';
import type { Sandbox } from '../sandbox.ts';
import type { CardObject } from './card-json.ts';
import type { Click, Step } from './step.ts';

/** A message as it stands in a conversation at this moment. */
export interface ShownMessage {
  id: string;
  text: string;
  card: CardObject | undefined;
}

/** One person in one conversation with the bot. */
export interface Chat {
  /** Display name of the person. */
  person: string;
  install(): Promise<void>;
  say(text: string): Promise<void>;
  /** Clicks the first button or row whose title fits; resolves with that title. */
  click(what: Click): Promise<string>;
  /** What the bot has written here and not taken back, oldest first. */
  shown(): readonly ShownMessage[];
}

/** What the player needs. */
export interface Players {
  chat(step: Step): Chat;
  tenant: Pick<Sandbox, 'control'>;
  print(line: string): void;
  /** Aborts when the time for the whole story is up. */
  signal: AbortSignal;
  /** How long to wait for an answer that keeps the promises; 12,000 when missing. */
  patienceMs?: number;
}

// A turn answers within 3 seconds, and nothing in the story is slow on purpose.
const usualPatienceMs = 12_000;

/** Plays the steps until one does not end as promised; resolves with the title of that one, if any. */
export async function playStory(steps: readonly Step[], players: Players): Promise<string | undefined> {
  for (const [index, step] of steps.entries()) {
    players.print(`\n━━ ${index + 1}. ${step.title} ━━`);
    try {
      if (!(await playStep(step, players))) return step.title;
    } catch (error) {
      players.print(`   ✗ ${error instanceof Error ? error.message : String(error)}`);
      return step.title;
    }
  }
  return undefined;
}

async function playStep(step: Step, players: Players): Promise<boolean> {
  const { act } = step;
  if (act.kind === 'azure') {
    act.happens(players.tenant);
    players.print('   (in Azure)');
    return true;
  }
  const chat = players.chat(step);
  const before = fingerprint(chat.shown());
  const began = performance.now();
  const quoted = act.kind === 'quote' ? quote(act.find, chat.shown()) : '';
  players.print(`   ${chat.person}, ${step.where}: ${await perform(step, chat, quoted)}\n`);

  const giveUpAt = began + (players.patienceMs ?? usualPatienceMs);
  let answer: ShownMessage | undefined;
  let missing: readonly string[] = ['any answer'];
  while (missing.length > 0 && performance.now() < giveUpAt) {
    players.signal.throwIfAborted();
    await delay(25, undefined, { signal: players.signal });
    answer = answerIn(chat.shown(), act, before);
    if (answer) missing = unkept(step, answer, quoted);
  }
  const took = ((performance.now() - began) / 1000).toFixed(1);
  if (answer && act.kind !== 'look' && before.has(answer.id))
    players.print('   (the message changes in place)');
  if (answer) players.print(indent(show(answer)));
  for (const { words } of step.promised) players.print(`   ${missing.includes(words) ? '✗' : '✓'} ${words}`);
  for (const words of missing.filter((one) => !step.promised.some((p) => p.words === one))) {
    players.print(`   ✗ ${words}`);
  }
  players.print(`   (${took} s)`);
  return missing.length === 0;
}

/** The message that a step is about: what was looked for, or the newest one that is new or has changed. */
function answerIn(
  shown: readonly ShownMessage[],
  act: Step['act'],
  before: ReadonlyMap<string, string>,
): ShownMessage | undefined {
  if (act.kind !== 'look') {
    return shown.findLast((message) => before.get(message.id) !== JSON.stringify(message));
  }
  const fitting = shown.filter((message) => act.at.test(oneLine(message)));
  return fitting.length >= act.messages ? fitting.at(-1) : undefined;
}

async function perform({ act }: Step, chat: Chat, quoted: string): Promise<string> {
  switch (act.kind) {
    case 'install':
      await chat.install();
      return '(installs the app)';
    case 'say':
      await chat.say(act.text);
      return act.text;
    case 'quote': {
      const text = `${act.words} ${quoted}`;
      await chat.say(text);
      return text;
    }
    case 'click': {
      const typed = Object.values(act.inputs ?? {}).map((text) => `types “${text}” and `);
      return `(${typed.join('')}clicks “${await chat.click(act)}”)`;
    }
    case 'look':
      return '(looks)';
    case 'azure':
      return '';
  }
}

/** The promises that the answer does not keep, in words. `quoted` is what the step took from an earlier answer. */
export function unkept({ promised, never }: Step, answer: ShownMessage, quoted = ''): string[] {
  const text = oneLine(answer);
  const missing = promised
    .filter((promise) => !(promise.text instanceof RegExp ? promise.text : promise.text(quoted)).test(text))
    .map(({ words }) => words);
  if (never?.test(text)) missing.push(`nothing that fits ${never}`);
  if (/\$\{|\bundefined\b|\bNaN\b|\[object /.test(text)) missing.push('no left-over of a template');
  return missing;
}

function quote(find: RegExp, shown: readonly ShownMessage[]): string {
  for (const message of shown.toReversed()) {
    const found = find.exec(oneLine(message))?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`No answer has anything that fits ${find}.`);
}

/** A message's text on one line: a promise must not depend on where a terminal breaks its lines. */
export function oneLine({ card, text }: Pick<ShownMessage, 'card' | 'text'>): string {
  return card ? cardToText(card, { width: 1_000 }).replaceAll(/[│╭╮╰╯─\s]+/g, ' ') : text;
}

function fingerprint(messages: readonly ShownMessage[]): ReadonlyMap<string, string> {
  return new Map(messages.map((message) => [message.id, JSON.stringify(message)]));
}

function show({ card, text }: ShownMessage): string {
  return card ? cardToText(card, { width: 77 }) : `“${text}”`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `   ${line}`)
    .join('\n');
}
