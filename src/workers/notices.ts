import { alertNotice } from '../cards/alert-notice.ts';
import { digestCard } from '../cards/digest-card.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Jobs } from '../storage/jobs.ts';
import { noticeQueue, noticeWakeQueue, pollQueue } from '../storage/queues.ts';
import { type DeliverNeeds, deliver, type NoticeCards } from './deliver.ts';
import { type PollAlertsNeeds, pollAlerts } from './poll-alerts.ts';

/** What speaking unasked needs. */
export type NoticesNeeds = PollAlertsNeeds &
  Omit<DeliverNeeds, 'again' | 'cards'> & {
    jobs: Jobs;
    links: { workspace(workspace: Workspace): string };
    /** Seconds between two polls, over all instances. */
    pollSeconds: number;
  };

/** Conversations that this instance speaks to side by side: most of the time each waits for Teams. */
const conversationsAtOnce = 16;

/** Begins polling and delivering on this instance, until storage closes. */
export async function startNotices(needs: NoticesNeeds): Promise<void> {
  const { jobs, pollSeconds } = needs;
  await jobs.work(pollQueue, (_, signal) => pollAlerts(signal, needs));
  const cards = noticeCards(needs);
  // By a queue of its own: a job that waits for a later moment would keep out the one for a new alert.
  const again: DeliverNeeds['again'] = async (conversation, at) => {
    await jobs.send(noticeWakeQueue, { conversation }, { startAfter: at });
  };
  await jobs.work(noticeWakeQueue, async ({ conversation }) => {
    await jobs.send(noticeQueue, { conversation }, { singletonKey: conversation });
  });
  await jobs.work(
    noticeQueue,
    ({ conversation }, signal) => deliver(conversation, signal, { ...needs, cards, again }),
    conversationsAtOnce,
  );
  jobs.everyTick(pollQueue, pollSeconds);
}

function noticeCards({
  workspaces,
  links,
  clock,
}: Pick<NoticesNeeds, 'workspaces' | 'links' | 'clock'>): NoticeCards {
  const urlOf = (workspaceId: string) => {
    const workspace = workspaces.find(({ id }) => id.toLowerCase() === workspaceId.toLowerCase());
    return workspace ? links.workspace(workspace) : '';
  };
  return {
    alert: (known, { repeat }) =>
      alertNotice({ known, repeat, workspaceUrl: urlOf(known.alert.workspaceId) }),
    digest: (known, { repeat }) => digestCard({ known, repeat, now: clock.now() }),
  };
}
