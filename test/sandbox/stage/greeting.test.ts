import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import { greeting } from '../../../sandbox/stage/greeting.ts';
import { largeStory } from '../../../sandbox/world/large-world.ts';
import type { Story } from '../../../sandbox/world/story.ts';
import { loadStory } from '../../../sandbox/world/story.ts';

async function said(story: Story): Promise<string> {
  const tenant = await startSandbox({ story });
  try {
    return greeting({ tenant, windows: [], people: tenant.people }, 1.25);
  } finally {
    await tenant.stop();
  }
}

describe('the greeting at the terminal', () => {
  it('leads two people through the guide in the order in which it works', async () => {
    const words = await said(loadStory('plant'));
    const steps = [
      'approver   approvals here',
      'operator   connect ctso-fld-windfarm',
      'enable ctso-fld-windfarm',
      'approver   select "Approve"',
      'operator   incidents on',
    ];
    const places = steps.map((step) => words.indexOf(step));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('leaves the guide out of a tenant that has no hub for it', async () => {
    const words = await said(largeStory({ hubs: 8, subscriptions: 2, defended: 4 }));
    expect(words).toContain('hubs not connected');
    expect(words).not.toMatch(/approvals here|windfarm/);
  });
});
