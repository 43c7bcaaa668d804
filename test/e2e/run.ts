import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../sandbox/stage/ports.ts';
import { setStage } from '../../sandbox/stage/stage.ts';
import { startBrowser } from './browser.ts';
import { type ChatPage, openChat } from './chat-page.ts';
import { buttonsAndPaging, everydayQuestions } from './everyday.ts';
import { showEveryTemplate } from './gallery.ts';
import { createResults } from './results.ts';
import { outage, refusal } from './trouble.ts';

// `npm run test:e2e`: people at chat windows in a real browser talk to the bot over the pretend tenant.
// Pictures of every card, at desktop and at phone width, go to test-output/e2e.

const root = fileURLToPath(new URL('../..', import.meta.url));
const pictures = path.join(root, 'test-output', 'e2e');
const limitMs = 5 * 60_000;

let current: ChatPage | undefined;
const results = createResults(async (name) => {
  await current?.pictureOfAll(`FAILED ${name}`.replaceAll(/[^\w-]+/g, '-'));
});

const tooLate = setTimeout(() => {
  console.error(`The browser run did not end within ${limitMs / 60_000} minutes.`);
  console.log(`${results.passed()} passed, ${results.failed() + 1} failed`);
  process.exit(1); // the browser and the sandbox's programs end with this one
}, limitMs);

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  clearTimeout(tooLate);
}

async function run(): Promise<number> {
  rmSync(pictures, { recursive: true, force: true });
  const browser = await startBrowser();
  try {
    const windows = [];
    for (const person of ['operator', 'approver', 'stranger'])
      windows.push({ person, port: await freePort() });
    const stage = await setStage({
      folder: path.join(root, '.sandbox', 'e2e'),
      tenantPort: await freePort(),
      botPort: await freePort(),
      windows,
    });
    void stage.brokeDown.then((error) => console.error(error.message));
    try {
      let asksRepeated = 0;
      for (const window of stage.windows) {
        console.log(`${window.who} (${window.key})`);
        const chat = await openChat(browser.context, window, pictures);
        current = chat;
        if (window.key === 'stranger') await refusal(chat, results);
        else await everydayQuestions(chat, results);
        if (window.key === 'operator') {
          await buttonsAndPaging(chat, results);
          await outage(chat, stage.tenant, results);
          await showEveryTemplate(window, chat, results);
        }
        asksRepeated += chat.asksRepeated();
        await chat.page.close();
      }
      await results.check('hardly any question had to be asked twice', async () => {
        if (asksRepeated > 2) throw new Error(`${asksRepeated} questions were asked twice`);
      });
      console.log(`\nPictures: ${path.relative(root, pictures)}`);
      console.log(`${results.passed()} passed, ${results.failed()} failed`);
      return results.failed() === 0 ? 0 : 1;
    } finally {
      await stage.stop();
    }
  } finally {
    await browser.close();
  }
}
