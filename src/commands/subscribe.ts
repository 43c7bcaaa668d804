import { z } from 'zod';
import { subscribedCard } from '../cards/subscribed-card.ts';
import { type Severity, severities } from '../domain/alert.ts';
import { withoutThread } from '../domain/conversation.ts';
import type { Hub } from '../domain/hub.ts';
import { personOf } from '../domain/person.ts';
import type { NamedHub } from '../domain/subscription.ts';
import { guessSeverity, readAlertWords } from './alert-words.ts';
import type { Command, Request } from './command.ts';
import { findHub, hubsCalled } from './find-hub.ts';
import { HubWord } from './hub-word.ts';
import { numberedSubscriptions, type SubscriptionNeeds } from './subscription-needs.ts';
import { hubOfId, hubsToName, requireAllWorkspaces } from './subscription-rights.ts';
import { askWhichSeverity } from './which-severity.ts';

/** As many as a button can carry and a row can stand for. */
const mostHubs = 20;

const HubWords = z
  .array(HubWord)
  // Far more than anybody types is not read at all.
  .max(200)
  .refine(
    (hubs) => hubs.length <= mostHubs,
    `Please name at most ${mostHubs} hubs in one subscription. Without a hub it is for all of them.`,
  );

const SubscribeArgs = z.strictObject({
  severities: z
    .array(z.enum(severities))
    .max(severities.length)
    .default(() => []),
  hubs: z
    // A question about a severity repeats the rest of the line as one text.
    .union([HubWords, HubWord.transform((line) => line.split(' ')).pipe(HubWords)])
    .default(() => []),
  hours: z
    .number()
    .optional()
    .refine(
      (hours) => hours === undefined,
      'A subscription takes no time: new alerts are posted from now on, until somebody unsubscribes.',
    ),
});

type SubscribeArgs = z.output<typeof SubscribeArgs>;

/** `subscribe [severities] [hubs]`: new alerts are posted in this conversation from now on. */
export function subscribe(needs: SubscriptionNeeds): Command<SubscribeArgs> {
  return {
    name: 'subscribe',
    aliases: ['notify me', 'notify us', 'alert me', 'alert us'],
    usage: 'subscribe [severities] [hubs]',
    summary: 'Have new alerts posted in this conversation, by severity and hub.',
    examples: [
      'subscribe',
      'subscribe high medium',
      'subscribe plant-7, plant-8',
      'subscribe high to plant-7',
    ],
    permission: 'alerts.read',
    args: SubscribeArgs,
    read: readSubscribeWords,
    async run(request) {
      requireAllWorkspaces(request);
      const { args, actor } = request;
      const conversation = withoutThread(request.conversation);
      const hubs = await hubsWanted(request, needs);
      const now = needs.clock.now();
      const { subscription, isNew } = await needs.subscriptions.add({
        conversation,
        severities: wanted(args.severities),
        hubs,
        createdBy: personOf(actor),
        createdAt: now,
      });
      const [all, mutes] = await Promise.all([
        numberedSubscriptions(conversation, needs),
        needs.mutes.inForce(conversation.id, now),
      ]);
      return subscribedCard({ subscription, isNew, total: all.length, mutes });
    },
  };
}

const fillers: readonly string[] = [
  'to',
  'me',
  'us',
  'here',
  'new',
  'every',
  'any',
  'only',
  'hubs',
  'severities',
  'please',
];

/** Reads `high, medium alerts of plant-7 and plant-8`; a hub's name has no blanks, so each other word is one. */
function readSubscribeWords(typed: readonly string[]): Record<string, unknown> {
  const words = typed.flatMap((word) => word.split(/[,;]/)).filter((word) => word.trim() !== '');
  const { severities: named, hours, rest } = readAlertWords(words);
  const hubs = rest.filter((word) => !fillers.includes(word.toLowerCase()));
  return {
    ...(named.length > 0 ? { severities: named } : {}),
    ...(hubs.length > 0 ? { hubs } : {}),
    ...(hours === undefined ? {} : { hours }),
  };
}

function wanted(named: readonly Severity[]): readonly Severity[] {
  return named.length > 0 ? severities.filter((one) => named.includes(one)) : severities;
}

/** The hubs that are named, each once. */
async function hubsWanted(
  request: Request<SubscribeArgs>,
  needs: Pick<SubscriptionNeeds, 'hubs' | 'rights'>,
): Promise<NamedHub[]> {
  const { hubs: words } = request.args;
  const byName = words.some((word) => !hubOfId(word));
  const all = byName ? await hubsToName(request, needs) : [];
  askAboutSeverity(request.args, all);
  const found = words.map((word) => hubOfId(word) ?? hubCalled(word, all, request.args));
  return [...new Map(found.map(({ id, name }) => [id.toLowerCase(), { id, name }])).values()];
}

/** "subscribe hgih" means a severity, unless a hub's name has it in it. */
function askAboutSeverity({ severities: named, hubs: words }: SubscribeArgs, hubs: readonly Hub[]): void {
  const isPart = (word: string) => hubs.some(({ name }) => name.toLowerCase().includes(word.toLowerCase()));
  const unknown = words.filter(
    (word) => !hubOfId(word) && hubsCalled(hubs, word).length === 0 && !isPart(word),
  );
  if (!guessSeverity(unknown.join(' '))) return;
  const line = { command: 'subscribe', args: { severities: named }, restAs: 'hubs' };
  askWhichSeverity(words.join(' '), line);
}

function hubCalled(
  word: string,
  hubs: readonly Hub[],
  { severities: named, hubs: words }: SubscribeArgs,
): Hub {
  const more = named.length > 0 ? { severities: named } : {};
  return findHub({ hubs }, word, 'subscribe', more, (id) => ({
    hubs: words.map((other) => (other === word ? id : other)),
  }));
}
