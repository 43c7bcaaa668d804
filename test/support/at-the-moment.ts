import type { ReceivedRequest } from '../../sandbox/request-log.ts';
import type { LogLine } from './a-log.ts';
import type { WholeBot } from './a-whole-bot.ts';

/**
 * Does something at the very moment when an entry of that kind is written into the audit, before its transaction ends;
 * once. `started` is the moment after everybody has agreed and before anything is asked of Azure.
 */
export function atEntry(bot: Pick<WholeBot, 'lines'>, event: string, work: () => void): void {
  const stop = onPush<LogLine>(bot.lines, ({ message, fields }) => {
    if (message !== 'audit entry' || fields.event !== event) return;
    stop();
    work();
  });
}

/** Does something when Azure gets such a request, before it does what it is asked for; as often as given. */
export function atRequest(
  { sandbox }: Pick<WholeBot, 'sandbox'>,
  route: string,
  work: (request: ReceivedRequest) => void,
  times = 1,
): void {
  let left = times;
  const stop = onPush<ReceivedRequest>(sandbox.requests, (request) => {
    if (request.route !== route) return;
    left -= 1;
    if (left === 0) stop();
    work(request);
  });
}

/** Watches what is added to a list. */
function onPush<T>(list: readonly T[], added: (item: T) => void): () => void {
  const before: unknown = Object.getOwnPropertyDescriptor(list, 'push')?.value;
  const push = typeof before === 'function' ? before : Array.prototype.push;
  let over = false;
  Object.defineProperty(list, 'push', {
    configurable: true,
    writable: true,
    value(this: T[], ...items: T[]): number {
      const length: unknown = Reflect.apply(push, this, items);
      if (!over) for (const item of items) added(item);
      return Number(length);
    },
  });
  return () => {
    over = true;
  };
}
