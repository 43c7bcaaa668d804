import { expect, it } from 'vitest';
import { endAll } from '../../src/shared/end-all.ts';

const never = () => new Promise<void>(() => {});

/** Ends parts called a, b, c …; tells which were asked to end and which made trouble. */
async function end(...ends: (() => Promise<void> | void)[]) {
  const asked: string[] = [];
  const troubles: string[] = [];
  const parts = ends.map((how, i) => {
    const name = String.fromCharCode(97 + i);
    return {
      name,
      end: () => {
        asked.push(name);
        return how();
      },
    };
  });
  const onTrouble = (part: string, error: unknown) => troubles.push(`${part}: ${String(error)}`);
  const done = await endAll(parts, { totalMs: 30, leastMs: 10, onTrouble }).then(
    () => 'ended',
    (error: unknown) => String(error),
  );
  return { asked, troubles, done };
}

it('ends every part, one after the other', async () => {
  expect(
    await end(
      async () => {},
      () => {},
    ),
  ).toEqual({ asked: ['a', 'b'], troubles: [], done: 'ended' });
});

it('ends the rest although a part throws, rejects or never ends, and says so at last', async () => {
  const { asked, troubles, done } = await end(
    never,
    () => {
      throw new Error('broken');
    },
    () => Promise.reject(new Error('refused')),
    never,
    async () => {},
  );
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(troubles).toEqual([
    'a: Error: It took too long',
    'b: Error: broken',
    'c: Error: refused',
    'd: Error: It took too long',
  ]);
  expect(done).toBe('Error: Did not end cleanly: a, b, c, d');
});
