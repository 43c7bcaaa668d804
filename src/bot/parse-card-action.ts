import { z } from 'zod';
import type { Command } from '../commands/command.ts';

/** What a clicked button asks for. */
export type ParsedCardAction =
  | {
      kind: 'call';
      command: string;
      args: Record<string, unknown>;
      /** Where the answer goes: onto the clicked card, below it as a message of its own, or into a note beside it. */
      place: 'card' | 'chat' | 'note';
    }
  /** `why` is for the log: nothing of the click itself is in it. */
  | { kind: 'refused'; why: string };

// Bounds on what a click may carry. Our own cards stay far below.
const maxKeys = 30;
const maxText = 2_000;
const maxItems = 50;

/** Values that inputs and our own buttons produce; nothing nested. */
const Value = z.union([
  z.string().max(maxText),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string().max(maxText), z.number()])).max(maxItems),
]);
const Key = z.string().regex(/^[A-Za-z]\w{0,63}$/);
const forbiddenKeys = new Set(['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty']);
const Fields = z
  .record(Key, Value)
  .refine(
    (fields) =>
      Object.keys(fields).length <= maxKeys && !Object.keys(fields).some((key) => forbiddenKeys.has(key)),
  );

const Button = z.object({
  hubwatch: z.literal(1),
  command: z.string().max(100),
  args: Fields.default({}),
  place: z.enum(['card', 'chat', 'note']),
});
const ownKeys = new Set(['hubwatch', 'command', 'args', 'place', 'msteams']);

const Execute = z.object({
  action: z.object({ type: z.literal('Action.Execute'), verb: z.string().max(100), data: z.unknown() }),
});

const NamesChange = z.object({ args: z.object({ change: z.string() }) });

/** Reads an `adaptiveCard/action` invoke: `value.action.data` with `value.action.verb`. */
export function parseExecute(value: unknown, commands: readonly Command[]): ParsedCardAction {
  const execute = Execute.safeParse(value);
  if (!execute.success) return refused('not an Action.Execute');
  const { verb, data } = execute.data.action;
  const parsed = parseSubmit(data, commands);
  return parsed.kind === 'call' && parsed.command !== verb ? refused('verb and command differ') : parsed;
}

/**
 * Reads the `value` of an Action.Submit. Teams hands back what the client sends, unsigned, so this is user
 * input: it says which command and which arguments, nothing else, and the command's own schema judges the
 * arguments. Fields that the client merged in (the card's inputs) become arguments too, but cannot replace
 * those that the button itself carries.
 */
export function parseSubmit(value: unknown, commands: readonly Command[]): ParsedCardAction {
  const button = Button.safeParse(value);
  if (!button.success || hasProto(value)) {
    return refused('not a button of this version');
  }
  const { command, args, place } = button.data;
  const known = commands.find(({ name }) => name === command);
  if (!known) return refused('unknown command');
  if ((known.note ?? false) !== (place === 'note')) return refused('not a place of this button');
  const inputs = Fields.safeParse(extrasOf(value));
  if (!inputs.success) return refused('inputs of a wrong shape');
  return { kind: 'call', command, args: { ...inputs.data, ...args }, place };
}

/** True when the value of a message is meant to be one of our buttons. */
export function isButton(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  // One that lost its mark on the way is answered too, and with a no.
  return Object.hasOwn(value, 'hubwatch') || Object.hasOwn(value, 'command');
}

/** The change that a click names, whatever else is wrong with it: untrusted text, for the audit. */
export function changeNamed(value: unknown): string | undefined {
  const execute = Execute.safeParse(value);
  return NamesChange.safeParse(execute.success ? execute.data.action.data : value).data?.args.change;
}

/** zod passes over this key silently; none of our buttons has it. */
function hasProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || ('args' in value && hasProto(value.args));
}

function extrasOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => !ownKeys.has(key)));
}

function refused(why: string): ParsedCardAction {
  return { kind: 'refused', why };
}
