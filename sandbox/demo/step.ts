import type { Sandbox } from '../sandbox.ts';

/** Where something is said. */
export type Where = 'personal chat' | 'channel';

/** A click on a button or row of a message. */
export interface Click {
  /** Its title; the first one that fits. */
  title: RegExp;
  /** The newest message that reads so; the last answer of all if absent. */
  on?: RegExp;
  /** What was typed into the card's fields, by id. */
  inputs?: Readonly<Record<string, string>>;
}

/** What somebody does in a step. */
export type Act =
  | { kind: 'install' }
  | { kind: 'say'; text: string }
  /** Says `words` and, after them, what the first group of `find` finds in the newest answer that has it. */
  | { kind: 'quote'; words: string; find: RegExp }
  | ({ kind: 'click' } & Click)
  /** Does nothing: the newest of at least so many messages that read so is to become as promised, by what others did. */
  | { kind: 'look'; at: RegExp; messages: number }
  /** Something happens in Azure; nobody sees anything yet. */
  | { kind: 'azure'; happens(tenant: Pick<Sandbox, 'control'>): void };

/** Something that the person is promised to see in the answer. */
export interface Promised {
  /** In words: `all twelve hubs are counted`. */
  words: string;
  /** Looked for in the answer's text, all of it on one line; may depend on what was quoted. */
  text: RegExp | ((quoted: string) => RegExp);
}

/** One step of the demo's story. */
export interface Step {
  /** What happens, in words: `Olivia looks at the second page`. */
  title: string;
  /** Key of the person in the sandbox's story. */
  who: string;
  where: Where;
  act: Act;
  promised: readonly Promised[];
  /** Must not be in the answer. */
  never?: RegExp;
}
