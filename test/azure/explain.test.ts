import { describe, expect, it } from 'vitest';
import { explain } from '../../src/azure/explain.ts';
import { AzureError } from '../../src/domain/azure-error.ts';

describe('words for a failed part', () => {
  it.each([
    ['not signed in', /does not accept the bot’s sign-in/],
    ['forbidden', /does not let the bot/],
    ['throttled', /asks to wait 40 seconds/],
    ['timed out', /did not answer in time/],
    ['unavailable', /not available right now/],
    ['not found', /does not know it/],
    ['refused', /refused the request/],
    ['garbled', /makes no sense/],
  ] as const)('say what "%s" is, without Azure’s own message', (kind, words) => {
    const error = new AzureError('Log Analytics', kind, {
      code: 'Code',
      retryAfterSeconds: 40,
      detail: 'secret id',
    });
    expect(explain(error)).toMatch(words);
    expect(explain(error)).not.toContain('secret id');
  });

  it.each([
    [1, 'asks to wait 1 second.'],
    [3600, 'asks to wait 1 hour.'],
    [undefined, 'asks to wait.'],
  ])('say how long %s s are', (retryAfterSeconds, words) => {
    expect(explain(new AzureError('Log Analytics', 'throttled', { retryAfterSeconds }))).toContain(words);
  });
});
