import { z } from 'zod';
import { hubsCard } from '../cards/hubs-card.ts';
import type { Clock } from '../shared/clock.ts';
import type { Command } from './command.ts';
import type { HubsNeeds } from './find-hub.ts';
import { filterHubs, filterText, goodNews, readFilter } from './hub-filter.ts';
import { PageNumber, pageOf, readPage, rowsPerPage } from './pages.ts';

const HubsArgs = z.strictObject({
  words: z
    .array(z.string().min(1).max(100))
    .max(10)
    .default(() => []),
  connection: z.enum(['connected', 'not connected', 'unknown']).optional(),
  defender: z.enum(['on', 'off', 'unknown']).optional(),
  data: z.enum(['never', 'seen', 'unknown']).optional(),
  page: PageNumber,
});

/** `hubs [filter] [page]`: every hub that the bot sees, with its states. */
export function hubs(needs: { hubs: HubsNeeds; clock: Clock }): Command<z.output<typeof HubsArgs>> {
  return {
    name: 'hubs',
    aliases: [
      'list hubs',
      'show hubs',
      'hubs list',
      'hub list',
      'iot hubs',
      'show iot hubs',
      'list iot hubs',
      'show me hubs',
      'show me the hubs',
      'show all hubs',
      'list all hubs',
    ],
    usage: 'hubs [filter] [page]',
    summary: 'List IoT hubs with their Defender, connection and data state.',
    examples: [
      'hubs',
      'hubs not connected',
      'hubs defender off westeurope',
      'hubs no data',
      'hubs plant page 2',
    ],
    permission: 'hubs.read',
    args: HubsArgs,
    read(typed) {
      const { words, page } = readPage(typed);
      return { ...readFilter(words), ...(page === undefined ? {} : { page }) };
    },
    async run({ args, workspaces, notAsked, ...scope }) {
      const inventory = await needs.hubs.list(workspaces, scope);
      const { page: wanted, ...filter } = args;
      const found = filterHubs(inventory.hubs, filter);
      // What was not read may be what is looked for.
      const complete = inventory.gaps.length === 0 && notAsked.length === 0;
      const { page, pages, offset } = pageOf(wanted, found.length);
      return hubsCard({
        hubs: found.slice(offset, offset + rowsPerPage),
        matching: found.length,
        total: inventory.hubs.length,
        subscriptions: inventory.subscriptions,
        page,
        pages,
        filter: filterText(filter),
        args: filter,
        goodNews: complete ? goodNews(inventory.hubs, filter) : '',
        gaps: inventory.gaps,
        notAsked,
        readAt: inventory.readAt,
        now: needs.clock.now(),
      });
    },
  };
}
