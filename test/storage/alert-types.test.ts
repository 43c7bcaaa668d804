import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAlertLedger } from '../../src/storage/alert-ledger.ts';
import { type AlertTypes, createAlertTypes } from '../../src/storage/alert-types.ts';
import { aWorkspace } from '../support/a-call.ts';
import { anAlert } from '../support/an-alert.ts';
import { aStorage, type TestStorage } from '../support/test-database.ts';

const noon = new Date('2026-11-23T12:00:00Z');
const at = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);

let storage: TestStorage;
let types: AlertTypes;
beforeAll(async () => {
  storage = await aStorage();
  types = createAlertTypes(storage.db);
});
afterAll(() => storage.remove());
beforeEach(() => sql`truncate hubwatch.watermarks, hubwatch.alerts, hubwatch.postings`.execute(storage.db));

async function remember(minutes: number, ...alerts: Parameters<typeof anAlert>[0][]): Promise<void> {
  const ledger = createAlertLedger(storage);
  await ledger.watermark(aWorkspace().id, at(-60));
  const batch = alerts.map((over) => ({ alert: anAlert(over), ingestedAt: at(minutes) }));
  await ledger.remember(aWorkspace().id, batch, at(minutes));
}

describe('the types of alerts', () => {
  it('are each given once, with the name of the newest alert', async () => {
    await remember(1, { id: '1', type: 'B', name: 'old' }, { id: '2', type: 'A', name: 'a' });
    await remember(2, { id: '3', type: 'B', name: 'new' });
    await remember(1, { id: '4', type: 'B', name: 'late' });
    expect(await types.since(noon)).toEqual([
      { type: 'A', name: 'a' },
      { type: 'B', name: 'new' },
    ]);
  });

  it('are only those of alerts that came in or changed since then', async () => {
    await remember(1, { id: '1', type: 'A' }, { id: '2', type: 'B' });
    await remember(9, { id: '2', type: 'B', status: 'InProgress', updatedAt: at(9) });
    expect((await types.since(at(5))).map(({ type }) => type)).toEqual(['B']);
    expect(await types.since(at(10))).toEqual([]);
  });

  it('are called by their type when the alert has no name; what has no type is left out', async () => {
    await remember(1, { id: '1', type: 'A', name: ' ' }, { id: '2', type: '', name: 'nameless' });
    expect(await types.since(noon)).toEqual([{ type: 'A', name: 'A' }]);
  });

  it('may hold whatever a stranger wrote', async () => {
    const name = `x' "; drop table \0 \ud800 ${'y'.repeat(3_000)}`;
    await remember(1, { id: '1', type: name, name });
    expect(await types.since(noon)).toHaveLength(1);
  });
});
