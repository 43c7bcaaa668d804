import { freeTierCure, type Hub, hasFreeTier, hasOtherTier } from '../domain/hub.ts';
import type { Prerequisite } from '../domain/prerequisite.ts';
import type { Reply } from '../domain/reply.ts';
import type { NotAsked } from '../domain/workspace.ts';
import { actions, button, linkButton } from './buttons.ts';
import type { FrameStyle, Section } from './card-data.ts';
import { checkGroups } from './check-groups.ts';
import { connectButton, enableButton } from './hub-next.ts';
import { askSections, denialText } from './missing-words.ts';
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
    groups: checkGroups(view.prerequisites, plain(view.askedBy.name, 60)),
    next: nextOf(view),
    ask: askSections(view.prerequisites, view.askedBy),
    buttons: actions(
      button('Check again', 'check', { hub: view.hub.id }, { place: 'card' }),
      // Defender first: what a hub without it lacks is what the card is about.
      enableButton(view.hub),
      connectButton(view.hub),
      button('Open hub', 'hub', { hub: view.hub.id }, { place: 'chat' }),
      linkButton('Sentinel connectors', view.connectorsUrl),
    ),
  });
}

function verdictOf({ hub, prerequisites, notAsked }: CheckView): {
  verdict: string;
  why: string;
  style: FrameStyle;
} {
  const needed = prerequisites.filter((one) => one.needed);
  const failed = needed.filter(({ result }) => result === 'fail').length;
  const unknown = needed.filter(({ result }) => result === 'unknown').length;
  const spare = prerequisites.some(({ result, needed }) => result === 'fail' && !needed);
  const of = `of ${count(prerequisites.length, 'check')}`;
  const left = notAsked.length === 0 ? '' : ` ${count(notAsked.length, 'workspace')} not checked.`;
  const connected = `${hub.connection === 'connected' ? ' Its subscription is connected already.' : ''}${left}`;
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

function nextOf({ hub, prerequisites }: CheckView): Section[] {
  const steps: string[] = [];
  const failed = prerequisites.filter(({ result, needed }) => result === 'fail' && needed);
  const missing = failed.flatMap((one) => one.missing);
  if (missing.some(({ deniedBy }) => deniedBy === undefined)) {
    steps.push('Send the text below to an administrator of Azure. New roles take some minutes to work.');
  }
  const denials = [...new Set(missing.flatMap(({ deniedBy }) => deniedBy ?? []))];
  for (const name of denials.slice(0, 3)) steps.push(denialText(name));
  if (hub.defender === 'off') steps.push(...defenderSteps(hub));
  if (prerequisites.some(({ result }) => result === 'unknown')) {
    steps.push('Check again in some minutes for what could not be read.');
  }
  if (failed.some(({ subject }) => subject === 'sentinel')) {
    steps.push(
      'Put right what Microsoft Sentinel itself finds missing: each line of its part above says how.',
    );
  }
  if (steps.length === 0) steps.push('Nothing that is needed is missing.');
  return [{ heading: 'What to do next', lines: steps.map((text) => ({ text })) }];
}

function defenderSteps(hub: Hub): string[] {
  if (hasFreeTier(hub)) return [`Defender for IoT needs the Standard tier. ${freeTierCure}`];
  const enable = 'Have Defender for IoT enabled on this hub.';
  return hasOtherTier(hub) ? ['Have its owner move this hub to the Standard tier.', enable] : [enable];
}
