import type { Hub } from '../domain/hub.ts';
import type { MissingRight, Prerequisite, PrerequisiteSubject } from '../domain/prerequisite.ts';
import type { Reply } from '../domain/reply.ts';
import { actions, button, linkButton } from './buttons.ts';
import type { CheckGroup, CheckItem, Color, FrameStyle, Line, Section } from './card-data.ts';
import { reply } from './render.ts';
import { plain } from './text.ts';
import { count } from './times.ts';

/** The result of a check: everything that was looked at, and the hub it is about. */
export interface CheckView {
  hub: Hub;
  prerequisites: readonly Prerequisite[];
  /** The person who asked, as an administrator must know them. */
  askedBy: { name: string; objectId: string };
  connectorsUrl: string;
}

const looks: Readonly<Record<Prerequisite['result'], { mark: string; color: Color }>> = {
  pass: { mark: '✅ OK', color: 'good' },
  fail: { mark: '❌ Missing', color: 'attention' },
  unknown: { mark: '❔ Not known', color: 'warning' },
};

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
  const failed = prerequisites.filter(({ result }) => result === 'fail').length;
  const unknown = prerequisites.filter(({ result }) => result === 'unknown').length;
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
    why: `All ${count(prerequisites.length, 'check')} passed.${connected}`,
    style: 'good',
  };
}

function groupOf({ prerequisites }: CheckView, subject: PrerequisiteSubject, heading: string): CheckGroup {
  return { heading, items: prerequisites.filter((one) => one.subject === subject).map(itemOf) };
}

function itemOf({ result, title, detail, missing }: Prerequisite): CheckItem {
  return {
    ...looks[result],
    title: plain(title, 120),
    detail: plain(detail, 300),
    missing: missing.slice(0, 6).map((right): Line => ({ text: missingText(right) })),
  };
}

/** A missing right in one line: action, scope and role. */
export function missingText({ action, scope, role }: MissingRight): string {
  return `${plain(action, 120)} on ${plain(scope, 300)}: ask for the role ${plain(role, 80)}`;
}

function nextOf({ hub, prerequisites }: CheckView): Section[] {
  const steps: string[] = [];
  const failed = prerequisites.filter(({ result }) => result === 'fail');
  if (failed.some(({ missing }) => missing.length > 0)) {
    steps.push('Send the text below to an administrator of Azure. New roles take some minutes to work.');
  }
  if (hub.defender === 'off') steps.push('Have Defender for IoT enabled on this hub.');
  if (prerequisites.some(({ result }) => result === 'unknown')) {
    steps.push('Check again in some minutes for what could not be read.');
  }
  if (steps.length === 0) steps.push('Nothing is missing.');
  return [{ heading: 'What to do next', lines: steps.map((text) => ({ text })) }];
}

function askOf({ prerequisites, askedBy }: CheckView): Section[] {
  const wishes = new Set<string>();
  for (const { subject, missing } of prerequisites) {
    const who =
      subject === 'you'
        ? `${plain(askedBy.name, 80)} (object id ${plain(askedBy.objectId, 40)})`
        : 'the Hubwatch identity';
    for (const { role, scope } of missing)
      wishes.add(`Please give ${who} the role ${plain(role, 80)} on ${plain(scope, 300)}`);
  }
  if (wishes.size === 0) return [];
  return [{ heading: 'For an administrator', lines: [...wishes].slice(0, 12).map((text) => ({ text })) }];
}
