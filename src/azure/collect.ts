import { TransportError } from './errors.ts';

/** More items than any list of Azure that we read can hold; an endless chain of pages ends here. */
const most = 50_000;

/**
 * Reads a paged list of an SDK to its end. Throws when it holds more than 50,000 items or its pages come
 * round again, rather than showing a part as the whole.
 */
export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) {
    items.push(item);
    if (items.length > most) throw new TransportError('garbled', `a list of more than ${most} items`);
  }
  return items;
}
