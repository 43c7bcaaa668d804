/**
 * The person in Teams who asks. Read from the activity, which the Bot Connector vouches for; never from
 * card data.
 */
export interface Actor {
  /** Entra tenant id, lower case. */
  tenantId: string;
  /** Entra object id, lower case: the key to the person's Azure role assignments. */
  objectId: string;
  /** Display name as Teams gives it: for people to read, never for decisions. */
  name: string;
  /** The person's id in this bot's conversations (`29:…`), for mentions and per-user cards. */
  teamsUserId: string;
  /** IANA name of the person's time zone when Teams tells it (`Europe/Berlin`). */
  timeZone?: string;
}
