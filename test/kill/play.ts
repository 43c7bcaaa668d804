import { setTimeout as delay } from 'node:timers/promises';
import type { ChatMessage } from '../../sandbox/connector/chat.ts';
import { textOf } from '../support/a-whole-bot.ts';
import type { Stage } from './stage.ts';
import type { Story } from './stories.ts';
import type { State } from './words.ts';

const lookEveryMs = 50;
/** A click may be answered before its work begins; after this long without a job, nothing more comes of it. */
const idleMs = 1_500;
/** A bot that has just started works on nothing that is not a job. */
const idleAfterStartMs = 200;
const patienceMs = 45_000;
const openStates = ['previewed', 'asked', 'waiting', 'approved', 'running', 'accepted', 'unknown'];

/** Has the requester ask, and waits for the preview. Gives it as it is shown then. */
export async function askFor(stage: Stage, story: Story): Promise<ChatMessage> {
  await stage.say('operator', story.words);
  const preview = await stage.teams.until(() => stage.withButton('operator', story.confirm), 20_000);
  await untilQuiet(stage);
  return { ...preview, card: structuredClone(preview.card) };
}

/**
 * Does what people would do, one click at a time and only when nothing is under way, until the story has ended, or
 * waits for an approver. Gives who clicked what and the notes that came back. Rejects when it stands still.
 */
export async function play(stage: Stage, story: Story, until: 'asked' | 'end'): Promise<string[]> {
  const clicks: string[] = [];
  const giveUp = performance.now() + patienceMs;
  let idleSince: number | undefined;
  for (;;) {
    const state = await stage.state();
    idleSince = isIdle(state) ? (idleSince ?? performance.now()) : undefined;
    const idle = idleSince === undefined ? -1 : performance.now() - idleSince;
    const there = until === 'end' ? hasEnded(state) : state.changes.some((one) => one.state === 'asked');
    if (there && idle >= lookEveryMs) return clicks;
    if (idle >= (clicks.length === 0 ? idleAfterStartMs : idleMs)) {
      clicks.push(await nextClick(stage, story, state));
      idleSince = undefined;
    }
    if (performance.now() > giveUp) throw new Error(`it stands still: ${JSON.stringify(state)}`);
    await delay(lookEveryMs);
  }
}

/** Waits until no job is left and every card shows what is. */
export async function untilQuiet(stage: Stage): Promise<void> {
  const giveUp = performance.now() + patienceMs;
  for (let quiet = 0; quiet < 2; ) {
    const state = await stage.state();
    // The id of the preview is noted right after Teams has taken it.
    const noted = state.cards.every((card) => card.state !== 'expected');
    quiet = isIdle(state) && noted ? quiet + 1 : 0;
    if (performance.now() > giveUp) throw new Error(`it does not come to rest: ${JSON.stringify(state)}`);
    await delay(lookEveryMs);
  }
}

function hasEnded({ changes }: State): boolean {
  return changes.length > 0 && !changes.some(({ state }) => openStates.includes(state));
}

/** No job is left, and every card that can be edited shows what is. */
function isIdle({ jobs, cards, changes }: State): boolean {
  const version = new Map(changes.map((change) => [change.id, change.version]));
  const current = cards.every(
    ({ state, message, change, shown }) =>
      state !== 'shown' || message === null || shown >= (version.get(change) ?? 0),
  );
  return jobs === 0 && current;
}

async function nextClick(stage: Stage, story: Story, { changes }: State): Promise<string> {
  if (changes.some((one) => one.state === 'previewed')) {
    const preview = stage.withButton('operator', story.confirm);
    if (!preview) throw new Error('there is no preview to click on');
    return `${story.confirm}: ${await stage.click('operator', preview, story.confirm)}`;
  }
  if (!changes.some((one) => one.state === 'asked')) throw new Error('it waits for nobody');
  const request = stage.withButton('approver', 'Approve') ?? (await openRequest(stage));
  return `Approve: ${await stage.click('approver', request, 'Approve')}`;
}

/** The approval card did not arrive: the requester's card has to say so, and the list has to have the request. */
async function openRequest(stage: Stage): Promise<ChatMessage> {
  const told = /Teams did not say whether the approval card arrived/;
  if (!stage.messages('operator').some((message) => told.test(textOf(message))))
    throw new Error('there is no approval card, and the requester is not told');
  await stage.say('approver', 'approvals');
  const list = await stage.teams.until(
    () => stage.messages('approver').findLast((message) => /1 request waits/.test(textOf(message))),
    15_000,
  );
  await stage.click('approver', list, /^(Enable|Disconnect) /);
  const opened = await stage.teams.until(() => stage.withButton('approver', 'Approve'), 15_000);
  await untilQuiet(stage);
  return opened;
}
