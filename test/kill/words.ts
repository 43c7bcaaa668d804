import { z } from 'zod';

// What the parent and a bot's process say to each other.

/** One moment at which the program begins or ends to wait for something outside: `before azure: PUT dataConnectors`. */
export const Moment = z.object({
  /** The how manyth of this name since counting began, from 1 on. */
  turn: z.number(),
  name: z.string(),
});
/** One of them. */
export type Moment = z.output<typeof Moment>;

/** What the parent asks for. `count` begins to count moments, and with `die` has the process kill itself at that one. */
export const Question = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('count'), id: z.number(), die: Moment.optional() }),
  z.object({ ask: z.literal('moments'), id: z.number() }),
  z.object({ ask: z.literal('state'), id: z.number() }),
  z.object({ ask: z.literal('audit'), id: z.number() }),
  z.object({ ask: z.literal('troubles'), id: z.number() }),
]);
/** One of them. */
export type Question = z.output<typeof Question>;

/** What comes back: the port of the bot when it listens, then answers. */
export const Message = z.union([
  z.object({ ready: z.number() }),
  z.object({ id: z.number(), value: z.unknown() }),
]);

/** What a bot's database says about its changes. */
export const State = z.object({
  changes: z.array(z.object({ id: z.string(), kind: z.string(), state: z.string(), version: z.number() })),
  cards: z.array(
    z.object({
      change: z.string(),
      audience: z.enum(['requester', 'approver']),
      state: z.string(),
      /** Id of the message in Teams; null while it is not known. */
      message: z.string().nullable(),
      shown: z.number(),
    }),
  ),
  /** Jobs of changes and cards that wait or run. */
  jobs: z.number(),
});
/** Such a state. */
export type State = z.output<typeof State>;

/** What the audit of a bot says. */
export const Audit = z.object({
  /** Empty when the chain is whole. */
  damage: z.string(),
  /** How often what was noted of which change. */
  notes: z.array(z.object({ change: z.string().nullable(), event: z.string(), times: z.number() })),
});
/** Such an audit. */
export type Audit = z.output<typeof Audit>;
