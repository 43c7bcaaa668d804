import type { Kill } from './one-kill.ts';
import type { Point } from './points.ts';
import type { Story } from './stories.ts';

/** What came of all kills: a row for each story, then what is worth a look. */
export function table(
  stories: readonly Story[],
  points: ReadonlyMap<Story, readonly Point[]>,
  kills: readonly Kill[],
): string {
  const head = [
    ...['story', 'points', 'kills', 'not reached', 'true at the end', 'clicked again', 'writes repeated'],
    ...['messages repeated', 'not sent', 'not named', 'slowest restart', 'slowest end'],
  ];
  const rows = stories.map((story) => {
    const ours = kills.filter((kill) => kill.story === story);
    const killed = ours.filter(({ reached }) => reached);
    const sum = (of: (kill: Kill) => number) => ours.reduce((total, kill) => total + of(kill), 0);
    const most = (of: (kill: Kill) => number) => `${(Math.max(0, ...ours.map(of)) / 1000).toFixed(1)} s`;
    return [
      `${story.key} ${story.title}`,
      points.get(story)?.length ?? 0,
      killed.length,
      ours.length - killed.length,
      killed.filter(({ wrong }) => wrong.length === 0).length,
      killed.filter(({ clickedAgain }) => clickedAgain).length,
      sum(({ repeatedWrites }) => repeatedWrites),
      sum(({ repeatedMessages }) => repeatedMessages),
      sum(({ lost }) => lost.filter(({ says }) => says === undefined).length),
      sum(({ lost }) => lost.filter(({ says }) => says !== undefined).length),
      most(({ restartMs }) => restartMs),
      most(({ endMs }) => endMs),
    ].map(String);
  });
  const lines = inColumns([head, ...rows]);
  const remarks = kills.flatMap(({ story, point, lost, reached, repeatedMessages }) => {
    const name = `${story.key} ${point.number} (${point.name})`;
    return [
      ...lost.map(({ who, says }) =>
        says === undefined
          ? `a message to the ${who} was not sent: ${name}`
          : `a message to the ${who} says “${says}” for good: ${name}`,
      ),
      ...(repeatedMessages > 0 ? [`message repeated: ${name}`] : []),
      ...(reached ? [] : [`did not come twice: ${name}`]),
    ];
  });
  return [...lines, ...remarks].join('\n');
}

function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
