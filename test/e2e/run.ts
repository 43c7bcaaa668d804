import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChatWindow } from '../../sandbox/playground.ts';
import { freePort } from '../../sandbox/stage/ports.ts';
import { type Stage, setStage } from '../../sandbox/stage/stage.ts';
import { type Browser, startBrowser } from './browser.ts';
import { type ChatPage, openChat } from './chat-page.ts';
import { buttonsAndPaging, everydayQuestions } from './everyday.ts';
import { showEveryTemplate, showRareStates } from './gallery.ts';
import { walkGuide } from './guide.ts';
import { createResults } from './results.ts';
import { outage, refusal } from './trouble.ts';

// `npm run test:e2e`: people at chat windows in a real browser talk to the bot over the pretend tenant.
// Pictures of every card, at desktop and at phone width, go to test-output/e2e.

const root = fileURLToPath(new URL('../..', import.meta.url));
const pictures = path.join(root, 'test-output', 'e2e');
const limitMs = 8 * 60_000;

let openPages: readonly ChatPage[] = [];
const results = createResults(async (name) => {
  for (const chat of openPages)
    await chat.pictureOfAll(`FAILED ${chat.who} ${name}`.replaceAll(/[^\w-]+/g, '-'));
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
        openPages = [chat];
        if (window.key === 'stranger') await refusal(chat, results);
        else await everydayQuestions(chat, results);
        if (window.key === 'operator') {
          await buttonsAndPaging(chat, results);
          await outage(chat, stage.tenant, results);
        }
        asksRepeated += chat.asksRepeated();
        await chat.page.close();
      }
      asksRepeated += await guide(browser, stage);
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

/**
 * The guide, last of all because it changes the tenant. A window shows only what comes while its page is open, so
 * everybody's page is open all the time. Gives how many questions had to be asked twice.
 */
async function guide(browser: Browser, stage: Stage): Promise<number> {
  console.log('The guide, with the windows of all three');
  const windowOf = (key: string): ChatWindow => {
    const window = stage.windows.find((one) => one.key === key);
    if (!window) throw new Error(`There is no chat window for ${key}.`);
    return window;
  };
  const open = (key: string) => openChat(browser.context, windowOf(key), pictures);
  const chats = {
    operator: await open('operator'),
    approver: await open('approver'),
    stranger: await open('stranger'),
  };
  openPages = Object.values(chats);
  await walkGuide({
    ...chats,
    tenant: stage.tenant,
    results,
    meanwhile: async () => {
      await showEveryTemplate(windowOf('operator'), chats.operator, results);
      await showRareStates(windowOf('operator'), chats.operator, results);
    },
  });
  return openPages.reduce((sum, chat) => sum + chat.asksRepeated(), 0);
}
