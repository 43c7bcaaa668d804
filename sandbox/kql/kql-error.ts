/**
 * What is wrong with a query: its grammar, its meaning (unknown names, wrong types), or that it uses
 * something that the sandbox does not run. The first two are errors of the real service as well.
 */
export type KqlErrorKind = 'syntax' | 'semantic' | 'unsupported';

/** A query that cannot be answered. The message names the place or the construct and is safe to show. */
export class KqlError extends Error {
  override readonly name = 'KqlError';
  readonly kind: KqlErrorKind;

  constructor(kind: KqlErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The error for a construct that the sandbox refuses rather than guesses at. */
export function unsupported(construct: string): KqlError {
  return new KqlError('unsupported', `The sandbox does not run ${construct}.`);
}
