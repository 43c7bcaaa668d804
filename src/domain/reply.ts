/** An Adaptive Card (1.5) ready to be sent. Made only by the cards room. */
export interface CardJson {
  type: 'AdaptiveCard';
  version: string;
  [property: string]: unknown;
}

/** What we answer: a card, and the same in one plain line for notifications and screen readers. */
export interface Reply {
  card: CardJson;
  /** Plain text, no markdown; becomes the activity's `summary` and the card's `fallbackText`. */
  summary: string;
  /** When the card shows a change: its record, and the version that is drawn. Whoever posts it notes where it stands. */
  changeCard?: { id: string; version: number };
  /** True when another card shows the same: after a click nothing more has to be posted. */
  quiet?: true;
}
