import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openChats } from './demo/chats.ts';
import { playStory } from './demo/play.ts';
import { story } from './demo/story.ts';
import { freePort } from './stage/ports.ts';
import { setStage } from './stage/stage.ts';
import { StageError } from './stage/wait-for.ts';

// `npm run demo`: plays a story against the bot and the pretend tenant, without a browser, and ends.
// Exit code 0 only if every step ended as promised.

const folder = path.join(fileURLToPath(new URL('..', import.meta.url)), '.sandbox', 'demo');
const limitMs = 60_000;

const time = AbortSignal.timeout(limitMs);
const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => asked.abort(new StageError('Asked to end.')));
}

try {
  process.exitCode = await demo(AbortSignal.any([time, asked.signal]));
} catch (error) {
  console.error(error instanceof StageError ? `\n${error.message}\n` : error);
  process.exitCode = 1;
}

async function demo(signal: AbortSignal): Promise<number> {
  console.log('A pretend Azure tenant and the bot start; then people talk to it. Nothing here is real.');
  const began = performance.now();
  const stage = await setStage({
    folder,
    tenantPort: await freePort(),
    botPort: await freePort(),
    windows: [],
  });
  try {
    const chats = await openChats(stage);
    try {
      const broken = new AbortController();
      void stage.brokeDown.then((error) => broken.abort(error));
      const failed = await playStory(story, {
        chat: chats.of,
        tenant: stage.tenant,
        print: (line) => console.log(line),
        signal: AbortSignal.any([signal, broken.signal]),
      });
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      if (failed === undefined) {
        console.log(`\nAll ${story.length} steps ended as promised, in ${seconds} s.`);
        return 0;
      }
      console.log(`\nThis step did not end as promised: ${failed}\nThe bot's log: .sandbox/demo/bot.log`);
      return 1;
    } finally {
      await chats.close();
    }
  } finally {
    await stage.stop();
  }
}
