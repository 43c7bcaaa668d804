/** At most `count` messages within any `seconds`. */
export interface Window {
  count: number;
  seconds: number;
}

/** How much a bot may say. */
export interface TeamsLimits {
  /** In one conversation. */
  conversation: readonly Window[];
  /** Requests per second in all conversations of a tenant. */
  tenantPerSecond: number;
}

/** Microsoft Learn, "Optimize your bot with rate limiting in Teams": sending to a conversation, and 50 requests per app and tenant. */
export const usualTeamsLimits: TeamsLimits = {
  conversation: [
    { count: 7, seconds: 1 },
    { count: 8, seconds: 2 },
    { count: 60, seconds: 30 },
    { count: 1800, seconds: 3600 },
  ],
  tenantPerSecond: 50,
};
