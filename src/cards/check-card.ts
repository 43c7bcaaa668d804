import type { Hub } from '../domain/hub.ts';
import type { MissingRight, Prerequisite, PrerequisiteSubject } from '../domain/prerequisite.ts';
import type { Reply } from '../domain/reply.ts';
import type { NotAsked } from '../domain/workspace.ts';
import { actions, button, linkButton } from './buttons.ts';
import type { CheckGroup, CheckItem, Color, FrameStyle, Line, Section } from './card-data.ts';
import { notAskedLines } from './not-asked.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { count } from './times.ts';

/** The result of a check: everything that was looked at, and the hub it is about. */
export interface CheckView {
  hub: Hub;
  prerequisites: readonly Prerequisite[];
  /** Workspaces that were not checked. */
  notAsked: readonly NotAsked[];
  /** The person who asked, as an administrator must know them. */
  askedBy: { name: string; objectId: string };
  connectorsUrl: string;
}

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

const groups: readonly [PrerequisiteSubject, string][] = [
  ['you', 'You'],
  ['bot', "Hubwatch's own identity"],
  ['sentinel', 'Microsoft Sentinel'],
];

/** The answer to `check <hub>`: the verdict first, then each prerequisite, then what to do. */
export function checkCard(view: CheckView): Reply {
  const name = plain(view.hub.name, 80);
  const { verdict, why, style } = verdictOf(view);
  return reply('check', {
    summary: `${name}: ${verdict.replace(/^\S+ /, '')}. ${why}`,
    style,
    verdict,
    why,
    hub: name,
    gaps: notAskedLines(view.notAsked),
    groups: groups
      .map(([subject, heading]) => groupOf(view, subject, heading))
      .filter(({ items }) => items.length > 0),
    next: nextOf(view),
    ask: askOf(view),
    buttons: actions(
      button('Check again', 'check', { hub: view.hub.id }, { place: 'card' }),
      button('Open hub', 'hub', { hub: view.hub.id }, { place: 'chat' }),
      linkButton('Sentinel connectors', view.connectorsUrl),
    ),
  });
}

function verdictOf({ hub, prerequisites }: CheckView): { verdict: string; why: string; style: FrameStyle } {
  const needed = prerequisites.filter((one) => one.needed);
  const failed = needed.filter(({ result }) => result === 'fail').length;
  const unknown = needed.filter(({ result }) => result === 'unknown').length;
  const spare = prerequisites.some(({ result, needed }) => result === 'fail' && !needed);
  const of = `of ${count(prerequisites.length, 'check')}`;
  const connected = hub.connection === 'connected' ? ' Its subscription is connected already.' : '';
  if (failed > 0) {
    const unclear = unknown > 0 ? `, ${unknown} could not be made` : '';
    return {
      verdict: '❌ Not ready',
      why: `${failed} ${of} failed${unclear}.${connected}`,
      style: 'attention',
    };
  }
  if (unknown > 0) {
    return {
      verdict: '❔ Not certain',
      why: `${unknown} ${of} could not be made.${connected}`,
      style: 'warning',
    };
  }
  return {
    verdict: '✅ Ready',
    why: spare
      ? `Every check that counts passed.${connected}`
      : `All ${count(prerequisites.length, 'check')} passed.${connected}`,
    style: 'good',
  };
}

function groupOf({ prerequisites }: CheckView, subject: PrerequisiteSubject, heading: string): CheckGroup {
  return { heading, items: prerequisites.filter((one) => one.subject === subject).map(itemOf) };
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

function missingText(missing: readonly MissingRight[]): string {
  const actions = missing.slice(0, 6).map(({ action }) => plain(action, 120));
  const roles = [...new Set(missing.map(({ role }) => plain(role, 80)))];
  return `${actions.join(', ')}. Role to ask for: ${roles.join(', ')}`;
}

function nextOf({ hub, prerequisites }: CheckView): Section[] {
  const steps: string[] = [];
  const failed = prerequisites.filter(({ result, needed }) => result === 'fail' && needed);
  if (failed.some(({ missing }) => missing.length > 0)) {
    steps.push('Send the text below to an administrator of Azure. New roles take some minutes to work.');
  }
  if (hub.defender === 'off') steps.push('Have Defender for IoT enabled on this hub.');
  if (prerequisites.some(({ result }) => result === 'unknown')) {
    steps.push('Check again in some minutes for what could not be read.');
  }
  if (steps.length === 0) steps.push('Nothing that is needed is missing.');
  return [{ heading: 'What to do next', lines: steps.map((text) => ({ text })) }];
}

function askOf({ prerequisites, askedBy }: CheckView): Section[] {
  const you = `${plain(askedBy.name, 80)} (object id ${plain(askedBy.objectId, 40)})`;
  const lines = (['you', 'bot'] as const).flatMap((who) => {
    const asked = prerequisites.filter(({ subject, needed }) => subject === who && needed);
    return widest(asked.flatMap(({ missing }) => missing)).map(
      ({ role, scope }): Line => ({
        text: `Please give ${who === 'you' ? you : 'the Hubwatch identity'} the role ${plain(role, 80)} on ${plain(scope, 300)}`,
      }),
    );
  });
  return lines.length === 0 ? [] : [{ heading: 'For an administrator', lines: lines.slice(0, 12) }];
}

/** One right per role and scope, without those that the same role on a wider scope brings along. */
function widest(rights: readonly MissingRight[]): MissingRight[] {
  const within = (inner: MissingRight, outer: MissingRight) =>
    inner.role === outer.role && inner.scope.toLowerCase().startsWith(`${outer.scope.toLowerCase()}/`);
  return rights.filter(
    (right, i) =>
      !rights.some((other) => within(right, other)) &&
      rights.findIndex(({ role, scope }) => role === right.role && scope === right.scope) === i,
  );
}
