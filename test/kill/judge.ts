import type { ChatMessage } from '../../sandbox/connector/chat.ts';
import { textOf } from '../support/a-whole-bot.ts';
import type { Stage, Who } from './stage.ts';
import type { Story } from './stories.ts';
import type { State } from './words.ts';

/** A message that the bot cannot edit. */
export interface Lost {
  who: Who;
  /** What it says for good; undefined when Teams never got it. */
  says?: string;
}

/** What was found when a story had ended. */
export interface Judgement {
  /** What must not be, in words; empty when all is well. */
  wrong: string[];
  /** Writes that reached Azure more often than once. */
  repeatedWrites: number;
  /** Messages that were posted more often than once. */
  repeatedMessages: number;
  /**
   * Messages whose sending nobody noted, because the kill fell between the note that one is about to be sent and the
   * note that Teams has it. The bot cannot know, and does not send them again.
   */
  lost: Lost[];
}

/** What each kind of change has to leave in the audit, once each. */
const noted = ['asked', 'started', 'ended'];

/** Compares what people see, what reached Azure, what Azure has, and what the audit says. */
export async function judge(stage: Stage, story: Story): Promise<Judgement> {
  const state = await stage.state();
  const lost: Lost[] = [];
  const wrong: string[] = [];
  for (const { id, kind, state: ended } of state.changes)
    if (ended !== 'done') wrong.push(`the change ${kind} (${id}) ended as ${ended}`);
  const extra =
    judgeMessages('operator', story.messages.requester, story.ends) +
    judgeMessages('approver', story.messages.approvers, story.approversSee ?? story.ends);

  function judgeMessages(who: Who, expected: number, ends: RegExp): number {
    const shown = stage.messages(who).filter(isOfChange);
    const audience = who === 'operator' ? 'requester' : 'approver';
    const cards = state.cards.filter((card) => card.audience === audience);
    const nameless = cards.filter((card) => card.message === null);
    const unknown = nameless.filter((card) => card.state === 'unknown').length;
    if (unknown < nameless.length)
      wrong.push(`a card of the ${who} is neither shown nor known to be missing`);
    const known = new Set(cards.map(({ message }) => message));
    const untold = shown.filter(({ id }) => !known.has(id));
    for (const message of shown)
      if (known.has(message.id) && !ends.test(textOf(message)))
        wrong.push(`a message of the ${who} does not say ${ends}: ${textOf(message).slice(0, 200)}`);
    if (untold.length > unknown)
      wrong.push(`a message of the ${who} is not known to the bot: ${textOf(untold[0] ?? nothing)}`);
    if (shown.length + unknown < expected)
      wrong.push(`the ${who} sees ${shown.length} messages, not ${expected}`);
    for (const message of untold) {
      // The bot cannot edit it: it has to be true without.
      const says = verdictOf(message);
      if (!ends.test(textOf(message))) wrong.push(`a message of the ${who} says for good: ${says}`);
      lost.push({ who, says });
    }
    for (let n = untold.length; n < unknown; n += 1) lost.push({ who });
    return Math.max(0, shown.length - expected);
  }

  const writes = stage.writes();
  const routes = writes.map((write) => write.split(' ')[0] ?? '');
  const repeatedWrites = writes.length - new Set(writes).size;
  if (JSON.stringify(routes) !== JSON.stringify(story.writes) || repeatedWrites > 0)
    wrong.push(`this reached Azure: ${writes.join(', ') || 'nothing'}`);
  if (!story.isTrue(stage.sandbox.world)) wrong.push('Azure has something else than the cards say');
  if (extra > 0) wrong.push(`${extra} messages more than there should be`);
  wrong.push(...(await judgeAudit(stage, state)));
  return { wrong, repeatedWrites, repeatedMessages: extra, lost };
}

const nothing = { card: undefined, text: '' };

async function judgeAudit(stage: Stage, { changes }: State): Promise<string[]> {
  const { damage, notes } = await stage.bot().audit();
  const wrong = damage ? [`the audit is damaged: ${damage}`] : [];
  for (const { id, kind } of changes) {
    const ours = notes.filter(({ change }) => change === id);
    for (const event of noted)
      if (!ours.some((note) => note.event === event)) wrong.push(`the audit does not say “${kind} ${event}”`);
    for (const { event, times } of ours)
      if (times > 1) wrong.push(`the audit says “${kind} ${event}” ${times} times`);
  }
  return wrong;
}

/** Cards of changes; not the list of requests. */
function isOfChange(message: ChatMessage): boolean {
  return !/requests? waits?/.test(textOf(message));
}

/** The line of a card that says where the change stands. */
function verdictOf(message: ChatMessage): string {
  return /[⏳👀✅❌🕓❔⛔⌛🔁][^\w]*[\w ,]{3,40}/u.exec(textOf(message))?.[0].trim() ?? '';
}
