import { setTimeout as delay } from 'node:timers/promises';
import { textOf } from '../support/a-whole-bot.ts';
import { type Judgement, judge } from './judge.ts';
import { askFor, play, untilQuiet } from './play.ts';
import type { Point } from './points.ts';
import type { Stage } from './stage.ts';
import type { Story } from './stories.ts';
import type { Moment } from './words.ts';

/** What came of a kill. */
export interface Kill extends Judgement {
  story: Story;
  point: Point;
  /** False when the work took another turn and the point did not come. */
  reached: boolean;
  /** The click was lost with the process, and had to be made again. */
  clickedAgain: boolean;
  /** From the start of the next process until it listened, and from the kill until the story had ended, in milliseconds. */
  restartMs: number;
  endMs: number;
}

/** Plays a story to its end without a kill; gives the moments that it goes through. */
export async function playThrough(stage: Stage, story: Story): Promise<Moment[]> {
  await begin(stage, story);
  await stage.bot().count();
  await play(stage, story, 'end');
  const moments = await stage.bot().moments();
  const { wrong } = await judge(stage, story);
  if (wrong.length > 0) throw new Error(`without any kill: ${wrong.join('; ')}`);
  return moments;
}

/** Plays a story, kills the bot at a point, starts the next one, and looks what has become of it. */
export async function killAt(stage: Stage, story: Story, point: Point): Promise<Kill> {
  const preview = await begin(stage, story);
  const bot = stage.bot();
  await bot.count(point.moment);
  const played = play(stage, story, 'end').then(
    () => 'ended' as const,
    (error: unknown) => ({ error }),
  );
  const first = await Promise.race([played, bot.ended]);
  const kill = { story, point, reached: first !== 'ended', clickedAgain: false, restartMs: 0, endMs: 0 };
  if (first === 'ended') {
    await bot.moments();
  } else {
    const died = 'error' in first ? await Promise.race([bot.ended, delay(2_000, undefined)]) : first;
    if (!died?.killed)
      throw 'error' in first ? first.error : new Error(`the bot ended by itself: ${first.words}`);
    const started = performance.now();
    stage.letTimePassSlowly();
    await played; // It notices, and clicks no more.
    kill.restartMs = (await stage.startBot()).startMs;
    const clicks = await play(stage, story, 'end');
    kill.clickedAgain = clicks.length > 0;
    kill.endMs = performance.now() - started;
  }
  // Somebody still has the preview on the screen, and tries once more.
  const before = stage.writes().length;
  const note = await stage.click('operator', preview, story.confirm);
  await untilQuiet(stage);
  const judgement = await judge(stage, story);
  if (!/request is done|nothing to be enabled/.test(note))
    judgement.wrong.push(`a late click was answered: ${note}`);
  if (stage.writes().length > before) judgement.wrong.push('a late click wrote to Azure');
  return { ...kill, ...judgement };
}

/** Up to the click from which on the bot may be killed. */
async function begin(stage: Stage, story: Story) {
  await stage.clear();
  const preview = await askFor(stage, story);
  if (story.from === 'approve') await play(stage, story, 'asked');
  return preview;
}

/** All that people see, for the message of a failure. */
export function allTexts(stage: Stage): string {
  return (['operator', 'approver'] as const)
    .flatMap((who) => stage.messages(who).map((message) => `${who}: ${textOf(message).slice(0, 400)}`))
    .join('\n    ');
}
