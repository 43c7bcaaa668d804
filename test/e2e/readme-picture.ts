import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../sandbox/stage/ports.ts';
import { setStage } from '../../sandbox/stage/stage.ts';
import { startBrowser } from './browser.ts';
import { type ChatPage, openChat } from './chat-page.ts';

// `node test/e2e/readme-picture.ts [name …]`: takes the pictures of the documentation anew, all or those named:
// docs/images/hubs-and-alerts.png and docs/images/approval.png.

/** Takes the cards of each picture, left to right; gives the names that they were saved under. */
const pictures: Readonly<Record<string, (olivia: ChatPage, arjun: ChatPage) => Promise<string[]>>> = {
  async 'hubs-and-alerts'(olivia) {
    await olivia.picture(await olivia.ask('hubs', /12 hubs in 4/), 'hubs');
    await olivia.picture(await olivia.ask('alerts', /alerts in the last/), 'alerts');
    return ['hubs', 'alerts'];
  },
  async approval(olivia, arjun) {
    await arjun.ask('approvals here', /Approvals come here/);
    const preview = await olivia.ask('connect ctso-fld-windfarm', /Request enabling/);
    const request = await arjun.appear(
      () => olivia.press(preview, 'Request enabling'),
      /Waiting for approval/,
    );
    await olivia.picture(await olivia.shows(/Waiting for (approval|Defender)/), 'waiting');
    await arjun.picture(request, 'request');
    return ['waiting', 'request'];
  },
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(pictures);
const unknown = wanted.filter((name) => !Object.hasOwn(pictures, name));
if (unknown.length > 0)
  throw new Error(`There is no picture ${unknown.join(', ')}, only ${Object.keys(pictures).join(', ')}.`);

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'hubwatch-picture-'));
const browser = await startBrowser();
const stage = await setStage({
  folder: path.join(folder, 'stage'),
  tenantPort: await freePort(),
  botPort: await freePort(),
  windows: [
    { person: 'operator', port: await freePort() },
    { person: 'approver', port: await freePort() },
  ],
});
try {
  const [operator, approver] = stage.windows;
  if (!operator || !approver) throw new Error('There are no chat windows.');
  const olivia = await openChat(browser.context, operator, folder);
  const arjun = await openChat(browser.context, approver, folder);
  for (const name of wanted) {
    const cards = await pictures[name]?.(olivia, arjun);
    if (cards) await sideBySide(cards, path.join(root, 'docs', 'images', `${name}.png`));
  }
} finally {
  await browser.close();
  await stage.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function sideBySide(cards: readonly string[], file: string): Promise<void> {
  const images = cards.map((card) => {
    const png = readFileSync(path.join(folder, `${card}-desktop.png`)).toString('base64');
    return `<img src="data:image/png;base64,${png}">`;
  });
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1000, height: 700 });
  await page.setContent(`
    <style>
      body { margin: 0; background: #f0f0f4 }
      div { display: flex; gap: 20px; padding: 20px; align-items: flex-start; width: max-content }
      img { border-radius: 8px; box-shadow: 0 1px 4px #0003 }
    </style>
    <div>${images.join('')}</div>`);
  await page.locator('div').screenshot({ path: file });
  await page.close();
}
