/** More items than any list of Azure that we read can hold; an endless chain of pages ends here. */
const most = 50_000;

/** What an SDK tells about an answer, as far as `collect` looks at it. */
interface RawAnswer {
  status: number;
  parsedBody?: unknown;
}

/** Goes into the options of an SDK's list operation, whose every page it looks at. */
export interface ListOptions {
  onResponse(answer: RawAnswer): void;
}

/**
 * Reads a paged list of an SDK to its end. Throws rather than show a part as the whole: for more than 50,000
 * items, and for a page without the `value` that Azure always sends, which the SDKs take for an empty one.
 */
export async function collect<T>(list: (options: ListOptions) => AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list({ onResponse: refuseWithoutValue })) {
    items.push(item);
    if (items.length > most) throw new Error(`a list of more than ${most} items`);
  }
  return items;
}

function refuseWithoutValue({ status, parsedBody }: RawAnswer): void {
  if (status !== 200) return; // the SDK throws its own error
  const value: unknown =
    typeof parsedBody === 'object' && parsedBody !== null ? Reflect.get(parsedBody, 'value') : undefined;
  if (!Array.isArray(value)) throw new Error('a page of a list without its items');
}
