import { describe, expect, it } from 'vitest';
import { freshMs } from '../../src/commands/status.ts';
import { buttonsOf, shown, someCommands } from '../support/some-commands.ts';

describe('status', () => {
  it('says that all services answer, and how fast', async () => {
    const answer = await someCommands().say('status');
    expect(shown(answer)).toContain('✅ Every service answers.');
    expect(shown(answer)).toContain('✅ OK  Microsoft Sentinel\n5 ms');
    expect(buttonsOf(answer)[0]).toMatchObject({ title: 'Ask again', place: 'card' });
  });

  it('names the service in trouble', async () => {
    const probe = async () => [
      { service: 'Microsoft Sentinel', ok: true, milliseconds: 5, detail: 'Answers.' },
      { service: 'Log Analytics', ok: false, milliseconds: 9_999.6, detail: 'did not answer in time' },
    ];
    const answer = await someCommands({ probe }).say('status');
    expect(shown(answer)).toContain('❌ Trouble with 1 of 3 services.');
    expect(shown(answer)).toContain('❌ Trouble  Log Analytics\n10,000 ms · did not answer in time');
  });

  it('shows what is in trouble first, and counts what has no room', async () => {
    const probe = async () =>
      Array.from({ length: 15 }, (_, i) => ({
        service: `Service ${i}`,
        ok: i !== 14,
        milliseconds: 1,
        detail: '',
      }));
    const text = shown(await someCommands({ probe }).say('status'));
    expect(text).toContain(
      '❌ Trouble with 1 of 16 services.\n❌ Trouble  Service 14\n1 ms\n✅ OK  Database',
    );
    expect(text).toContain('And 4 more answer.');
    const down = async () => (await probe()).map((service) => ({ ...service, ok: false }));
    const worse = shown(await someCommands({ probe: down }).say('status'));
    expect(worse).toContain('And 3 more with trouble.\nAnd 1 more answers.');
  });

  it('shows the database first, and which versions run', async () => {
    const storageHealth = async () => ({ ok: false, detail: 'The embedded database does not answer' });
    const answer = await someCommands({ storageHealth }).say('status');
    expect(shown(answer)).toContain('❌ Trouble  Database\n0 ms · The embedded database does not answer');
    expect(shown(answer)).toContain('Hubwatch 1.0.0 · Node 24.0.0');
    expect(shown(answer)).toContain('Alert poll: none. Alerts are read when somebody asks.');
  });

  it('needs no right and reads none: their source may be what is broken', async () => {
    const rights = {
      rightsOf: async () => {
        throw new Error('broken');
      },
    };
    expect(shown(await someCommands({ rights }).say('status'))).toContain('Hubwatch status');
  });

  it('asks the services once for many people, and again when the answer is old', async () => {
    let asked = 0;
    const probe = async () => {
      asked += 1;
      return [];
    };
    const { say, clock } = someCommands({ probe });
    await Promise.all([say('status'), say('status'), say('status')]);
    expect(asked).toBe(1);
    clock.advance(freshMs);
    await say('status');
    expect(asked).toBe(2);
  });
});
