import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../sandbox/stage/ports.ts';
import { setStage } from '../../sandbox/stage/stage.ts';
import { startBrowser } from './browser.ts';
import { openChat } from './chat-page.ts';

// `node test/e2e/readme-picture.ts`: takes the picture of the README anew, docs/images/hubs-and-alerts.png.

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'hubwatch-picture-'));
const browser = await startBrowser();
const stage = await setStage({
  folder: path.join(folder, 'stage'),
  tenantPort: await freePort(),
  botPort: await freePort(),
  windows: [{ person: 'operator', port: await freePort() }],
});
try {
  const [window] = stage.windows;
  if (!window) throw new Error('There is no chat window.');
  const chat = await openChat(browser.context, window, folder);
  await chat.picture(await chat.ask('hubs', /12 hubs in 4/), 'hubs');
  await chat.picture(await chat.ask('alerts', /alerts in the last/), 'alerts');
  const picture = (name: string): string =>
    `<img src="data:image/png;base64,${readFileSync(path.join(folder, `${name}-desktop.png`)).toString('base64')}">`;
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1000, height: 700 });
  await page.setContent(`
    <style>
      body { margin: 0; background: #f0f0f4 }
      div { display: flex; gap: 20px; padding: 20px; align-items: flex-start; width: max-content }
      img { border-radius: 8px; box-shadow: 0 1px 4px #0003 }
    </style>
    <div>${picture('hubs')}${picture('alerts')}</div>`);
  await page.locator('div').screenshot({ path: path.join(root, 'docs', 'images', 'hubs-and-alerts.png') });
} finally {
  await browser.close();
  await stage.stop();
  rmSync(folder, { recursive: true, force: true });
}
