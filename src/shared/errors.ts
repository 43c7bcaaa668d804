/** What a person can do next, as a button below an error: a command by name with its arguments. */
export interface NextStep {
  /** Text on the button. */
  title: string;
  /** Name of a command in the registry. */
  command: string;
  /** Arguments for that command; parsed again when the button comes back. */
  args?: Record<string, unknown>;
}

/**
 * An error that is safe to show: its message is written for the person who asked and says what to do next.
 * Everything else that is thrown is logged with its cause and shown as a sorry with the correlation id.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** A short heading for the card. */
  readonly title: string;
  /** Buttons that lead on, most likely first; six at the most. */
  readonly next: readonly NextStep[];

  constructor(
    message: string,
    options: { title?: string; next?: readonly NextStep[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.title = options.title ?? 'That did not work';
    this.next = options.next ?? [];
  }
}

/**
 * A `UserError` for somebody who tried what they may not, or with a card that is forged, old or from elsewhere. The
 * gate writes it into the audit.
 */
export class Refusal extends UserError {}
