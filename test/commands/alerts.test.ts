import { describe, expect, it } from 'vitest';
import type { AlertQuestion } from '../../src/commands/alerts.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { aHub } from '../support/a-hub.ts';
import { anAlert } from '../support/an-alert.ts';
import { heldRights } from '../support/held-rights.ts';
import { buttonsOf, rowsOf, type SomeCommands, shown, someCommands } from '../support/some-commands.ts';

function world(all: readonly Alert[]): SomeCommands & { asked: AlertQuestion[] } {
  const asked: AlertQuestion[] = [];
  const commands = someCommands({
    alerts: {
      latest: async (question) => {
        asked.push(question);
        const alerts = all.slice(question.offset, question.offset + question.limit);
        const bySeverity = { High: 1, Medium: all.length - 1, Low: 0, Informational: 0 };
        return { alerts, total: all.length, bySeverity, logsUrl: 'https://portal.azure.com/#logs' };
      },
      byId: async () => undefined,
    },
  });
  return { ...commands, asked };
}
const twenty = Array.from({ length: 20 }, (_, i) =>
  anAlert({ id: `alert-${i}`, severity: i === 0 ? 'High' : 'Medium' }),
);

describe('alerts', () => {
  it('shows the newest of the last 24 hours, counted by severity, with the way into Logs', async () => {
    const { say, asked } = world(twenty);
    const answer = await say('alerts');
    expect(asked).toMatchObject([{ hours: 24, limit: 8, offset: 0 }]);
    expect(asked[0]).not.toHaveProperty('hubId');
    expect(asked[0]).not.toHaveProperty('severities');
    const text = shown(answer);
    expect(text).toContain('20 alerts in the last 24 hours.');
    expect(text).toContain('🔴 High: 1   🟠 Medium: 19');
    expect(text).toContain('🔴 High  Expired SAS Token\nplant-7 · device press-12\nUpdated 10 min ago · New');
    expect(text).toContain('{{DATE(2026-11-23T11:50:00Z,SHORT)}} {{TIME(2026-11-23T11:50:00Z)}}');
    expect(rowsOf(answer)).toHaveLength(8);
    expect(rowsOf(answer)[0]).toMatchObject({ command: 'alert', args: { id: 'alert-0' }, place: 'chat' });
    expect(buttonsOf(answer).at(-1)).toEqual({
      title: 'Open in Logs',
      url: 'https://portal.azure.com/#logs',
    });
    expect(answer.summary).toBe('20 alerts in the last 24 hours. 1 High, 19 Medium.');
  });

  it('takes hub, severity and time in any order', async () => {
    const { say, asked } = world(twenty);
    const answer = await say('alerts', 'last', '3', 'days', 'high+medium', 'plant-7');
    expect(asked).toMatchObject([{ hubId: aHub().id, severities: ['High', 'Medium'], hours: 72 }]);
    expect(shown(answer)).toContain(
      '20 alerts of severity High or Medium for hub plant-7 in the last 3 days.',
    );
  });

  it('keeps the question on every button and turns pages in place', async () => {
    const { say, click, asked } = world(twenty);
    const first = await say('alerts', 'plant-7', 'high', '7d');
    const next = buttonsOf(first).find(({ title }) => title.startsWith('Next'));
    expect(next).toMatchObject({
      place: 'card',
      args: { hub: aHub().id, severities: ['High'], hours: 168, page: 2 },
    });
    const second = await click('alerts', Object.fromEntries(Object.entries(next?.args ?? {})));
    expect(asked[1]).toMatchObject({ hubId: aHub().id, severities: ['High'], hours: 168, offset: 8 });
    expect(shown(second)).toContain('Page 2 of 3.');
    expect(buttonsOf(second).length).toBeLessThanOrEqual(6);
  });

  it('ends at the last page when a later one is asked for', async () => {
    const { say, asked } = world(twenty);
    expect(shown(await say('alerts', 'page', '40'))).toContain('Page 3 of 3.');
    expect(asked.map(({ offset }) => offset)).toEqual([312, 16]);
  });

  it('leads on to Logs where its own pages end', async () => {
    const many = Array.from({ length: 1_700 }, (_, i) => anAlert({ id: `alert-${i}` }));
    const last = await world(many).say('alerts', 'page', '200');
    expect(shown(last)).toContain('Page 200. Select an alert for details.');
    expect(shown(last)).toContain('This is the last page here. Older alerts are in Logs');
    expect(buttonsOf(last).map(({ title }) => title)).not.toContain('Next ▶');
    const before = shown(await world(many).say('alerts', 'page', '199'));
    expect(before).toContain('Page 199. Select');
    expect(before).not.toContain('last page');
    const all = shown(await world(many.slice(0, 1_600)).say('alerts', 'page', '200'));
    expect(all).toContain('Page 200 of 200.');
    expect(all).not.toContain('last page');
  });

  it('says that there are none, and offers a longer time', async () => {
    const answer = await world([]).say('alerts', 'plant-7');
    expect(shown(answer)).toContain('No alerts for hub plant-7 in the last 24 hours.');
    expect(buttonsOf(answer)[0]).toMatchObject({ title: 'Last 7 days', place: 'card', args: { hours: 168 } });
  });

  it('asks what was meant when no hub has the name, with the rest of the question kept', async () => {
    const { say, asked } = world(twenty);
    const answer = await say('alerts', 'plnat-7', 'high');
    expect(shown(answer)).toContain('No hub is called plnat-7. Did you mean one of these?');
    expect(buttonsOf(answer)[0]).toMatchObject({
      title: 'plant-7',
      command: 'alerts',
      args: { hub: aHub().id, severities: ['High'], hours: 24 },
    });
    expect(asked).toEqual([]);
  });

  it('shows alerts of a hub that is gone when a button still knows it', async () => {
    const { click, asked } = world(twenty);
    const gone = aHub({ name: 'plant-old' }).id;
    expect(shown(await click('alerts', { hub: gone }))).toContain('for hub plant-old');
    expect(asked[0]?.hubId).toBe(gone);
  });

  it.each([
    ['0h', 'Please give a time of at least one hour.'],
    ['999999d', 'Alerts are kept for 90 days: please give a shorter time.'],
  ])('refuses the time %s', async (time, why) => {
    expect(shown(await world(twenty).say('alerts', time))).toContain(why);
  });

  it('shows hostile alert text as text', async () => {
    const name = '<at>Everyone</at> [click](javascript:alert(1)) {{DATE(2026-01-01T00:00:00Z)}} \u202e';
    const answer = await world([anAlert({ name, device: '\u0024{secret}' })]).say('alerts');
    expect(shown(answer)).toContain('‹at>Everyone‹/at> [click](javascript:alert(1)) { {DATE(');
    expect(JSON.stringify(answer)).not.toMatch(/<at|\$\{|\u202e/);
  });

  it('is refused without the right to query alerts', async () => {
    const rights = {
      rightsOf: async (_: string, scope: string) => heldRights(['Microsoft.SecurityInsights/*'], scope),
    };
    const text = shown(await someCommands({ rights }).say('alerts'));
    expect(text).toContain(
      'Missing actions: Microsoft.OperationalInsights/workspaces/query/read, Microsoft.OperationalInsights/workspaces/query/SecurityAlert/read',
    );
    expect(text).toContain('Role to ask for: Microsoft Sentinel Reader');
  });
});
