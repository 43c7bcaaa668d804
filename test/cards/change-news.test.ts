import { describe, expect, it } from 'vitest';
import { changeNews } from '../../src/cards/change-news.ts';
import type { ChangeView } from '../../src/cards/change-view.ts';
import { type Change, enablingFailed } from '../../src/domain/change.ts';
import type { Reply } from '../../src/domain/reply.ts';
import { aChange, anEnablePlan, arjun, fieldServices } from '../support/a-change.ts';
import { objectsIn } from '../support/objects-in.ts';

const noon = new Date('2026-11-23T12:00:00Z');
const approved = { verdict: 'approved', by: arjun, at: noon, reason: 'As planned' } as const;
const enabling = (over: Partial<Change>) =>
  aChange({ id: 'first', plan: anEnablePlan(), needsApproval: true, ...over });

function draw(change: Change, chain: Pick<ChangeView, 'first' | 'then'>): Reply {
  const view = { audience: 'requester', approvals: 'required', links: {}, now: noon } as const;
  return changeNews({ change, ...view, ...chain });
}

function textOf({ card }: Reply): string {
  return objectsIn(card)
    .filter(({ node }) => node.type === 'RichTextBlock')
    .map(({ node }) =>
      objectsIn(node.inlines)
        .map((run) => String(run.node.text))
        .join(''),
    )
    .join('\n');
}

describe('the news of a connection that went on after enabling', () => {
  it('tells where Defender is on now, and who approved it', () => {
    const first = enabling({ state: 'done', decision: approved });
    const text = textOf(draw(aChange({ state: 'done' }), { first }));
    expect(text).toContain('Defender enabled on: ctso-fld-windfarm\nApproved by: Arjun Mehta “As planned”');
  });

  it('tells nothing of it when nothing came first', () => {
    expect(textOf(draw(aChange({ state: 'done' }), {}))).not.toMatch(/Defender enabled|Approved/);
  });
});

describe('the news of an enabling that a connection waited for', () => {
  it.each([
    ['declined', { decision: { ...approved, verdict: 'declined' } }],
    ['expired', {}],
    ['failed', { decision: approved }],
  ] as const)('offers to ask for the connection again: %s', (state, over) => {
    const then = aChange({ id: 'then', state: 'cancelled', why: enablingFailed });
    const { card } = draw(enabling({ state, ...over }), { then });
    const again = objectsIn(card).find(({ node }) => node.title === 'Ask again');
    expect(again?.node.data).toEqual({
      hubwatch: 1,
      command: 'connect',
      args: { targets: [fieldServices], workspace: 'sentinel-main' },
      place: 'chat',
    });
  });
});
