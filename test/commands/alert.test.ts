import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/domain/alert.ts';
import { anAlert } from '../support/an-alert.ts';
import { heldRights } from '../support/held-rights.ts';
import { buttonsOf, shown, someCommands } from '../support/some-commands.ts';

const latest = async () => ({
  alerts: [],
  total: 0,
  bySeverity: { High: 0, Medium: 0, Low: 0, Informational: 0 },
  logsUrl: '',
});
const having = (found: Alert | undefined) => someCommands({ alerts: { latest, byId: async () => found } });

describe('alert', () => {
  it('shows what happened, where, since when and what to do', async () => {
    const answer = await having(anAlert()).say('alert', '0f8fad5b');
    const text = shown(answer);
    for (const part of [
      '🟠 Medium\nExpired SAS Token',
      'Status: New',
      'Hub: plant-7',
      'Device: press-12',
      'First seen {{DATE(2026-11-23T10:00:00Z,SHORT)}} {{TIME(2026-11-23T10:00:00Z)}}',
      'What happened\nA device used a SAS token that has expired.',
      'What to do\n1. Check whether the device is the one you think it is.\n2. Give it a new token.',
      `Alert id: ${anAlert().id}`,
    ]) {
      expect(text).toContain(part);
    }
    expect(buttonsOf(answer).map(({ title }) => title)).toEqual([
      'Open hub',
      'Alerts of this hub',
      'Refresh',
      'Open alert',
    ]);
    expect(answer.summary).toBe('Medium alert: Expired SAS Token. Last seen 2026-11-23 11:48 UTC.');
  });

  it('links to Sentinel when the alert brings no link or a strange one', async () => {
    const link = 'https://portal.azure.com.evil.example/';
    expect(buttonsOf(await having(anAlert({ link })).say('alert', '0f8fad5b')).at(-1)).toEqual({
      title: 'Open Microsoft Sentinel',
      url: 'https://portal.azure.com/#workspace',
    });
  });

  it('survives an alert of nothing but huge and hostile text', async () => {
    const evil = `<at>x</at>\u202e${'🧨'.repeat(10_000)}`;
    const remediation = Array.from({ length: 100 }, () => evil);
    const answer = await having(
      anAlert({
        name: evil,
        description: evil,
        device: evil,
        status: evil,
        type: evil,
        product: evil,
        hubName: evil,
        remediation,
      }),
    ).say('alert', '0f8fad5b');
    expect(JSON.stringify(answer.card).length).toBeLessThan(40_000);
    expect(JSON.stringify(answer.card)).not.toMatch(/<at|\u202e/);
    expect(shown(answer)).toContain('What to do');
  });

  it('says when there is none', async () => {
    const answer = await having(undefined).say('alert', '0f8fad5b');
    expect(shown(answer)).toContain('No alert of the last 90 days has an id that begins with 0f8fad5b.');
    expect(buttonsOf(answer)[0]).toMatchObject({ command: 'alerts', args: { hours: 168 } });
  });

  it.each([
    ['short', 'at least the first eight characters'],
    ["x' or true or '", 'letters, digits and dashes only'],
  ])('refuses the id %s', async (id, why) => {
    expect(shown(await having(anAlert()).click('alert', { id }))).toContain(why);
  });

  it('is refused without the right', async () => {
    const rights = { rightsOf: async (_: string, scope: string) => heldRights([], scope) };
    expect(shown(await someCommands({ rights }).say('alert', '0f8fad5b'))).toContain(
      'You lack a right for this',
    );
  });
});
