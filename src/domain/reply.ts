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
}
