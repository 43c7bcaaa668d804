import { describe, expect, it } from 'vitest';
import { checkCard } from '../../src/cards/check-card.ts';
import { aWorkspace } from '../support/a-call.ts';
import { aHub } from '../support/a-hub.ts';
import { heldRights } from '../support/held-rights.ts';
import { readerActions, shown, someCommands } from '../support/some-commands.ts';

const many = (n: number) => Array.from({ length: n }, (_, i) => aWorkspace({ name: `sentinel-${i}` }));
const twice = (text: string, words: string) => text.split(words).length - 1;

describe('check with several workspaces', () => {
  it('names the workspace of everything that is about one', async () => {
    const text = shown(await someCommands({}, { workspaces: many(2) }).say('check', 'plant-7'));
    for (const name of ['sentinel-0', 'sentinel-1']) {
      expect(twice(text, `Workspace ${name}: read and write`)).toBe(2);
      expect(twice(text, `Sentinel data connectors of ${name}: read and write`)).toBe(2);
      expect(twice(text, `Authorization for the hub's subscription (${name})`)).toBe(1);
      expect(twice(text, `Licence of Defender for IoT (${name})`)).toBe(1);
    }
  });

  it('asks and shows once what is about the hub', async () => {
    const asked: string[] = [];
    const rights = {
      rightsOf: async (_: string, scope: string) => {
        asked.push(scope);
        return heldRights(['*'], scope);
      },
    };
    const gate = { rightsOf: async (_: string, scope: string) => heldRights(['*'], scope) };
    const world = someCommands({ rights }, { rights: gate, workspaces: many(3) });
    const text = shown(await world.say('check', 'plant-7'));
    expect(asked).toHaveLength(new Set(asked).size);
    expect(asked).toHaveLength(3 + 3); // hub, group and subscription, and each workspace
    expect(asked).toContain(aHub().id);
    // Once for the person, once for the bot.
    expect(twice(text, 'IoT hub: read and write')).toBe(2);
    expect(text).toContain('All 25 checks passed.');
  });

  it.each([3, 6, 20, 200])('fits a card with %i workspaces where much fails', async (n) => {
    const rights = { rightsOf: async (_: string, scope: string) => heldRights(readerActions, scope) };
    const botRightsAt = async (scope: string) => heldRights(readerActions, scope);
    const answer = await someCommands({ rights, botRightsAt }, { rights, workspaces: many(n) }).say(
      'check',
      'plant-7',
    );
    const text = shown(answer);
    expect(text).toContain('❌ Not ready');
    expect(JSON.stringify(answer.card).length).toBeLessThan(40_000);
    if (n < 20) return;
    expect(text).toMatch(/\u2026 {2}\d+ more checks\n\d+ passed/);
    expect(text).toMatch(/\u2026 and \d+ more; check again when these are given\./);
  });

  it('counts every check that does not fit', async () => {
    const rights = { rightsOf: async (_: string, scope: string) => heldRights(readerActions, scope) };
    const world = someCommands({ rights }, { rights, workspaces: many(30) });
    const text = shown(await world.say('check', 'plant-7'));
    const left = [...text.matchAll(/(\d+) more checks?\n/g)].reduce((sum, [, n]) => sum + Number(n), 0);
    const marks = text.match(/(✅ OK|❌ Missing|❔ Not known|⚠️ Missing, not needed) {2}/gu) ?? [];
    expect(marks.length + left).toBe(30 * 6 + 7);
    // What failed and counts stands there before anything that passed.
    expect(twice(text, '❌ Missing  ')).toBeGreaterThan(20);
  });

  it('fits a card whatever the texts hold', () => {
    const quotes = '"'.repeat(2_000);
    const missing = Array.from({ length: 8 }, (_, i) => ({
      action: quotes,
      scope: `${i}${quotes}`,
      role: `${i}${quotes}`,
      ...(i % 2 === 0 ? {} : { deniedBy: `${i}${quotes}` }),
    }));
    const prerequisites = (['you', 'bot', 'sentinel'] as const).flatMap((subject) =>
      Array.from({ length: 5 }, (_, i) => ({
        subject,
        title: quotes,
        result: 'fail' as const,
        needed: true,
        missing: missing.map((one) => ({ ...one, role: `${i}${one.role}` })),
        detail: quotes,
      })),
    );
    const { card } = checkCard({
      hub: aHub({ id: aHub().id, name: quotes, defender: 'off' }),
      prerequisites,
      notAsked: many(9).map((workspace) => ({ workspace: { ...workspace, name: quotes }, why: quotes })),
      askedBy: { name: quotes, objectId: quotes },
      connectorsUrl: 'https://portal.azure.com/#connectors',
    });
    expect(JSON.stringify(card).length).toBeLessThan(40_000);
  });
});
