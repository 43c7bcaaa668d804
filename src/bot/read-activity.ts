import { z } from 'zod';

// Lengths are far above what Teams sends and far below what hurts.
const id = z.string().min(1).max(1_000);
/** For what is nice to have: anything malformed counts as not there. */
const optional = <T>(type: z.ZodType<T>) =>
  type
    .nullish()
    .transform((value) => value ?? undefined)
    .catch(undefined);
const name = optional(z.string().max(1_000));
const flag = optional(z.boolean());

const Account = z.object({
  id,
  name,
  aadObjectId: optional(z.string().max(100)),
  tenantId: name,
  role: name,
});
const Named = z.object({ id: optional(id), name });
const Mention = z.object({
  type: z.literal('mention'),
  text: z.string().max(1_000),
  mentioned: z.object({ id }),
});
const ClientInfo = z.object({ type: z.literal('clientInfo'), timezone: z.string().max(64) });

/** Entities that tell nothing or are malformed fall out; a message has a few, so only the first 100 count. */
const Entities = z
  .array(z.unknown())
  .transform((entities) => entities.slice(0, 100))
  .nullish()
  .catch(undefined);

const ChannelData = z.object({
  tenant: optional(z.object({ id: optional(id) })),
  team: optional(Named),
  channel: optional(Named),
  teamsTeamId: optional(id),
  teamsChannelId: optional(id),
  eventType: name,
});

/** The parts of an activity that Hubwatch looks at. Everything in it was written by somebody else. */
const Activity = z.object({
  type: z.string().min(1).max(100),
  id: optional(id),
  timestamp: optional(z.iso.datetime({ offset: true })),
  name,
  action: name,
  channelId: optional(z.string().max(100)),
  serviceUrl: z.string().min(1).max(2_000),
  from: Account,
  recipient: Account,
  conversation: z.object({ id, name, conversationType: name, tenantId: name, isGroup: flag }),
  channelData: optional(ChannelData),
  text: optional(z.string()),
  value: z.unknown().optional(),
  replyToId: optional(id),
  entities: Entities,
  membersAdded: optional(z.array(z.object({ id })).max(1_000)),
  membersRemoved: optional(z.array(z.object({ id })).max(1_000)),
});

/** An activity whose shape has been checked. */
export type InboundActivity = z.infer<typeof Activity>;

/** A mention inside a message: the text that stands for it and who is meant. */
export interface MentionEntity {
  /** As it stands in the message: `<at>Hubwatch</at>`. */
  text: string;
  mentionedId: string;
}

/** Checks the shape of what was posted; undefined when it is not an activity. Never throws. */
export function readActivity(body: unknown): InboundActivity | undefined {
  const parsed = Activity.safeParse(body);
  return parsed.success ? parsed.data : undefined;
}

/** The mentions of a message, malformed ones left out. */
export function mentionsOf(activity: Pick<InboundActivity, 'entities'>): MentionEntity[] {
  return (activity.entities ?? []).flatMap((entity) => {
    const mention = Mention.safeParse(entity);
    return mention.success ? [{ text: mention.data.text, mentionedId: mention.data.mentioned.id }] : [];
  });
}

/** IANA name of the sender's time zone, when the client tells a sensible one. */
export function timeZoneOf(activity: Pick<InboundActivity, 'entities'>): string | undefined {
  for (const entity of activity.entities ?? []) {
    const info = ClientInfo.safeParse(entity);
    if (info.success && /^[A-Za-z][\w+/-]*$/.test(info.data.timezone)) return info.data.timezone;
  }
  return undefined;
}
