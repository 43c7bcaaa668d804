import { mkdirSync, writeFileSync } from 'node:fs';
import { allowLoopbackOnly } from '../support/loopback-only.ts';
import { allTexts, type Kill, killAt, playThrough } from './one-kill.ts';
import { type Point, pointsOf } from './points.ts';
import { openStage, type Stage } from './stage.ts';
import { type Story, stories } from './stories.ts';
import { table } from './table.ts';

/*
 * `npm run test:kill`: kills the bot (SIGKILL) at every point between a click and the last card, starts it again, and
 * looks whether the card ends in what Azure has, with nothing written twice. Arguments: keys of stories, and numbers
 * of points to kill at: `npm run test:kill -- B 17 18`; `every` for all points of all stories, also those that come to
 * the same as another one, which takes most of an hour.
 */

/** As many bots at once keep two cores busy while each of them waits now and then. */
const stagesAtOnce = 3;

const wanted = process.argv.slice(2);
const keys = wanted.filter((word) => /^[A-Z]$/i.test(word)).map((word) => word.toUpperCase());
const numbers = wanted.filter((word) => /^\d+$/.test(word)).map(Number);
const every = wanted.includes('every');
const say = (text: string) => process.stdout.write(`${text}\n`);

allowLoopbackOnly(({ message }) => say(message));
process.exitCode = (await run()) ? 0 : 1;

interface Task {
  story: Story;
  point: Point;
  /** It did not come the first time. */
  again?: boolean;
}

async function run(): Promise<boolean> {
  const started = performance.now();
  const chosen = stories.filter(({ key }) => keys.length === 0 || keys.includes(key));
  const points = await findPoints(chosen);
  const tasks = chosen.flatMap((story) => tasksOf(story, points.get(story) ?? []));
  const planned = tasks.length;
  say(`\n${planned} kills`);
  const kills: Kill[] = [];
  const broken: string[] = [];
  await Promise.all(Array.from({ length: stagesAtOnce }, () => workOff(tasks, kills, broken)));
  say(`\n${table(chosen, points, kills)}`);
  for (const { story, point, wrong } of kills)
    for (const what of wrong) say(`WRONG ${story.key} ${point.number} (${point.name}): ${what}`);
  const failed = kills.filter(({ wrong }) => wrong.length > 0).length + broken.length;
  say(`took ${Math.round((performance.now() - started) / 1000)} s`);
  const missed = kills.filter(({ reached, wrong }) => !reached && wrong.length === 0).length;
  if (missed > 0) say(`${missed} points did not come when it was their turn`);
  say(`${planned - failed - missed} passed, ${failed} failed`);
  return failed === 0 && kills.length + broken.length === planned;
}

/** Plays each story once without a kill. */
async function findPoints(chosen: readonly Story[]): Promise<Map<Story, Point[]>> {
  const points = new Map<Story, Point[]>();
  const stage = await openStage();
  const lines: string[] = [];
  try {
    for (const story of chosen) {
      const found = pointsOf(await playThrough(stage, story));
      points.set(story, found);
      lines.push(`${story.key}: ${story.title}`);
      lines.push(...found.map((point) => `  ${lineOf(story, point)}`));
    }
  } finally {
    await stage.end();
  }
  const text = lines.join('\n');
  say(text);
  mkdirSync('test-output', { recursive: true });
  writeFileSync('test-output/kill-points.txt', `${text}\n`);
  return points;
}

function lineOf({ key }: Story, { number, name, like }: Point): string {
  return `${key} ${number} ${name}${like ? ` (comes to the same as ${like})` : ''}`;
}

function tasksOf(story: Story, points: readonly Point[]): Task[] {
  const some = numbers.length > 0 ? points.filter(({ number }) => numbers.includes(number)) : points;
  if (every || numbers.length > 0) return some.map((point) => ({ story, point }));
  const different = points.filter(({ like }) => like === undefined);
  return different.filter((_, index) => index % story.step === 0).map((point) => ({ story, point }));
}

/** Takes tasks until none is left. Whatever went wrong on a stage is not handed on: the next task gets a new one. */
async function workOff(tasks: Task[], kills: Kill[], broken: string[]): Promise<void> {
  let stage: Stage | undefined;
  for (let task = tasks.shift(); task; task = tasks.shift()) {
    const { story, point } = task;
    const name = `${story.key} ${point.number} (${point.name})`;
    try {
      stage ??= await openStage();
      const kill = await killAt(stage, story, point);
      if (!kill.reached && !task.again && kill.wrong.length === 0) {
        tasks.push({ ...task, again: true });
        continue;
      }
      kills.push(kill);
      if (kill.wrong.length === 0) continue;
      say(`WRONG ${name}: ${kill.wrong.join('; ')}`);
    } catch (error) {
      broken.push(name);
      say(`BROKEN ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (stage) {
      say(`    ${allTexts(stage)}\n    ${stage.writes().join(', ')}`);
      await stage.end();
    }
    stage = undefined;
  }
  await stage?.end();
}
