import type { Prerequisite, PrerequisiteSubject } from '../domain/prerequisite.ts';
import type { CheckGroup, CheckItem, Color } from './card-data.ts';
import { missingText } from './missing-words.ts';
import { plain } from './text.ts';
import { count } from './times.ts';

// Characters that all items together may take. With the other parts at their longest the card stays below what
// Teams takes (`largestCard` in render.ts).
const mostCharacters = 22_000;
// What the template adds around the texts of one item.
const frame = 650;

interface Look {
  mark: string;
  color: Color;
}
const looks: Readonly<Record<Prerequisite['result'], Look>> = {
  pass: { mark: '✅ OK', color: 'default' },
  fail: { mark: '❌ Missing', color: 'attention' },
  unknown: { mark: '❔ Not known', color: 'default' },
};
const notNeeded: Look = { mark: '⚠️ Missing, not needed', color: 'default' };

/**
 * Everything that was checked, by subject. With many workspaces that is more than a card holds: then what
 * passed gives way first, what failed last, and each group counts what it leaves out.
 */
export function checkGroups(prerequisites: readonly Prerequisite[], person: string): CheckGroup[] {
  const headings: readonly [PrerequisiteSubject, string][] = [
    ['you', person ? `You, ${person}` : 'You'],
    ['bot', "Hubwatch's own identity"],
    ['sentinel', 'Microsoft Sentinel'],
  ];
  const kept = whatFits(prerequisites);
  return headings
    .map(([subject, heading]) => {
      const all = prerequisites.filter((one) => one.subject === subject);
      const shown = all.flatMap((one) => kept.get(one) ?? []);
      return { heading, items: [...shown, ...restOf(all.filter((one) => !kept.has(one)))] };
    })
    .filter(({ items }) => items.length > 0);
}

function whatFits(prerequisites: readonly Prerequisite[]): Map<Prerequisite, CheckItem> {
  const kept = new Map<Prerequisite, CheckItem>();
  let left = mostCharacters;
  for (const one of prerequisites.toSorted((a, b) => weight(a) - weight(b))) {
    const item = itemOf(one);
    left -= frame + JSON.stringify(item).length;
    if (left < 0) break;
    kept.set(one, item);
  }
  return kept;
}

function weight({ result, needed }: Prerequisite): number {
  if (result === 'fail') return needed ? 0 : 2;
  return result === 'unknown' ? 1 : 3;
}

function restOf(rest: readonly Prerequisite[]): CheckItem[] {
  if (rest.length === 0) return [];
  const of = (result: Prerequisite['result']) => rest.filter((one) => one.result === result).length;
  const [passed, failed, unknown] = [of('pass'), of('fail'), of('unknown')];
  const parts = [
    passed > 0 ? `${passed} passed` : '',
    failed > 0 ? `${failed} failed` : '',
    unknown > 0 ? `${unknown} could not be made` : '',
  ];
  return [
    {
      mark: '…',
      color: 'default',
      title: `${count(rest.length, 'more check')}`,
      detail: `${parts.filter(Boolean).join(', ')}.`,
      missing: [],
    },
  ];
}

// What passed needs no more than its line; the scope of what is missing stands in `detail` by its name and in
// the text for an administrator in full.
function itemOf({ result, needed, title, detail, missing }: Prerequisite): CheckItem {
  return {
    ...(result === 'fail' && !needed ? notNeeded : looks[result]),
    title: plain(title, 120),
    detail: result === 'pass' ? '' : plain(detail, 300),
    missing: missing.length === 0 || !needed ? [] : [{ text: missingText(missing) }],
  };
}
