import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { ChatWindow } from '../../sandbox/playground.ts';
import { botName } from '../../sandbox/playground-config.ts';

/** Where in a chat window something is said, by the names in its list of chats. */
export const places = { personal: 'Personal Chat', group: 'Plant shift', channel: 'Security' } as const;
export type Place = keyof typeof places;

/** What a phone of 390 pixels leaves for a card in Teams, and what a wide window gives it at most. */
const widths = { phone: 342, desktop: 640 } as const;

const everyCard = '.ac-adaptiveCard';
const newCard = `${everyCard}:not([data-seen])`;

/** A person at a chat window: types, clicks, looks. */
export interface ChatPage {
  page: Page;
  who: string;
  goTo(place: Place): Promise<void>;
  /** Says something, with a mention where the bot only hears mentions; resolves with the card that answers. */
  ask(text: string, answer: RegExp): Promise<Locator>;
  /** Clicks a button of a card by its title; resolves with the card that answers or replaces it. */
  click(card: Locator, title: string, answer: RegExp): Promise<Locator>;
  /** Selects a row of a card by its label; resolves with the card that answers. */
  select(card: Locator, label: RegExp, answer: RegExp): Promise<Locator>;
  /** Pictures of a card at desktop and at phone width. Throws when text is cut off at phone width. */
  picture(card: Locator, name: string): Promise<void>;
  /** A picture of the whole window. */
  pictureOfAll(name: string): Promise<void>;
}

/** Opens a chat window in the browser. Pictures go to `folder`. */
export async function openChat(
  context: BrowserContext,
  window: ChatWindow,
  folder: string,
): Promise<ChatPage> {
  mkdirSync(folder, { recursive: true });
  const page = await context.newPage();
  await page.goto(window.url);
  await page.getByRole('treeitem', { name: places.personal }).waitFor({ timeout: 30_000 });
  let here: Place = 'personal';

  const answered = async (act: () => Promise<void>, answer: RegExp): Promise<Locator> => {
    await page.evaluate(
      `document.querySelectorAll('${everyCard}').forEach((card) => card.dataset.seen = '')`,
    );
    await act();
    const card = page.locator(newCard).filter({ hasText: answer }).first();
    try {
      await card.waitFor();
    } catch {
      const seen = await page.locator(newCard).allInnerTexts();
      throw new Error(`no card says ${answer}; new cards say: ${JSON.stringify(seen).slice(0, 1_000)}`);
    }
    // The card is named by a mark of its own: `newCard` means another one after the next question.
    const mark = `card-${Math.random().toString(36).slice(2)}`;
    await card.evaluate(`(card) => card.setAttribute('data-mark', '${mark}')`);
    return page.locator(`[data-mark="${mark}"]`);
  };

  const type = async (text: string): Promise<void> => {
    await page.locator('[data-lexical-editor=true]').first().click();
    if (here !== 'personal') {
      await page.keyboard.type('@');
      await page.getByRole('menuitem', { name: new RegExp(`^${botName}`) }).click();
      await page.keyboard.type(' ');
    }
    await page.keyboard.type(text);
    if (here === 'channel') await page.getByRole('button', { name: 'Post', exact: true }).click();
    else await page.keyboard.press('Enter');
  };

  const shoot = async (card: Locator, file: string, width: number): Promise<void> => {
    await card.evaluate(
      `(card) => card.setAttribute('style', card.style.cssText + ';width:${width}px !important;max-width:${width}px !important;min-width:0 !important')`,
    );
    await card.screenshot({ path: file });
  };

  return {
    page,
    who: window.key,
    async goTo(place) {
      here = place;
      await page.getByRole('treeitem', { name: places[place] }).first().click();
      await page.locator('[data-lexical-editor=true]').first().waitFor();
    },
    ask: (text, answer) => answered(() => type(text), answer),
    click: (card, title, answer) =>
      answered(() => card.getByRole('button', { name: title, exact: true }).first().click(), answer),
    select: (card, label, answer) =>
      answered(() => card.getByRole('button', { name: label }).first().click(), answer),
    async picture(card, name) {
      for (const [device, width] of Object.entries(widths)) {
        await shoot(card, path.join(folder, `${name}-${device}.png`), width);
        const cut = await card.evaluate('(card) => card.scrollWidth - card.clientWidth');
        if (typeof cut === 'number' && cut > 1)
          throw new Error(`${name} is ${cut} pixels too wide for a ${device}`);
      }
    },
    pictureOfAll: async (name) => void (await page.screenshot({ path: path.join(folder, `${name}.png`) })),
  };
}
