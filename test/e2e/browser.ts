import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** A browser of our own, without a window. */
export interface Browser {
  context: BrowserContext;
  close(): Promise<void>;
}

const usual = '/usr/bin/chromium';

// Quiet, offline and alone. Chromium's own sandbox does not work for root in a container.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium with an empty profile. Throws, with the cure, when there is none. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH || usual;
  if (!existsSync(executablePath)) {
    throw new Error(
      `No browser at ${executablePath}. Install Chromium (Debian: apt-get install chromium fonts-dejavu-core ` +
        'fonts-noto-color-emoji) or set CHROMIUM_PATH to a Chromium or Chrome.',
    );
  }
  const profile = mkdtempSync(path.join(tmpdir(), 'hubwatch-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: flags,
    viewport: null,
    locale: 'en-GB',
    timezoneId: 'Europe/Amsterdam',
  });
  context.setDefaultTimeout(10_000);
  // The chat window asks a CDN for fonts and icons; the test must not depend on it.
  await context.route(/^https?:\/\/(?!localhost|127\.0\.0\.1)/, (route) => route.abort());
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
