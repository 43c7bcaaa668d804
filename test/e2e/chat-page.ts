import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { ChatWindow } from '../../sandbox/playground.ts';
import { botName } from '../../sandbox/playground-config.ts';

/** Where in a chat window something is said, by the names in its list of chats. */
export const places = {
  personal: 'Personal Chat',
  group: 'Plant shift',
  channel: 'Plant security - Security',
} as const;
export type Place = keyof typeof places;

/** Width of a card in pixels: as the window draws it, and what a phone of 390 pixels leaves for it in Teams. */
const widths = { desktop: undefined, phone: 342 } as const;

const everyCard = '.ac-adaptiveCard';
const styleId = 'card-width';
const copyId = 'card-copy';
// Three times what a turn may take.
const patienceMs = 9_000;

/** Size of the browser's window in pixels. */
export const usualSize = { width: 1440, height: 1000 } as const;

/** A person at a chat window: types, clicks, looks. */
export interface ChatPage {
  page: Page;
  who: string;
  goTo(place: Place): Promise<void>;
  /** Says something, with a mention where the bot only hears mentions; resolves with the card that answers. */
  ask(text: string, answer: RegExp): Promise<Locator>;
  /** How many questions had to be asked twice. */
  asksRepeated(): number;
  /** Does something that makes a card appear; resolves with the new card that fits. */
  appear(act: () => Promise<void>, answer: RegExp): Promise<Locator>;
  /** The newest card that says this, as soon as there is one: also a card that was edited. */
  shows(says: RegExp, withinMs?: number): Promise<Locator>;
  /** How many cards say this now. */
  count(says: RegExp): Promise<number>;
  /** Clicks a button of a card by its title, and waits for nothing. */
  press(card: Locator, title: string): Promise<void>;
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
  await page.setViewportSize(usualSize);
  await page.goto(window.url);
  await page.getByRole('treeitem', { name: places.personal }).waitFor({ timeout: 30_000 });
  await page.getByTitle('Toggle Log Panel').click(); // the log panel takes a third of the window
  await page.evaluate(`document.head.insertAdjacentHTML('beforeend', '<style id="${styleId}"></style>')`);
  let here: Place = 'personal';
  let asksRepeated = 0;

  // The window redraws cards as it likes, so a card cannot be marked: it is told by what it says. The newest
  // one is the last in a chat and the first in a channel, where posts stand newest first.
  const answered = async (act: () => Promise<void>, answer: RegExp): Promise<Locator> => {
    const fitting = page.locator(everyCard).filter({ hasText: answer });
    const before = await fitting.count();
    await act();
    const giveUpAt = Date.now() + patienceMs;
    while ((await fitting.count()) <= before) {
      if (Date.now() > giveUpAt) {
        const newest = await (here === 'channel'
          ? page.locator(everyCard).first()
          : page.locator(everyCard).last()
        )
          .innerText({ timeout: 1_000 })
          .catch(() => 'no card at all');
        throw new Error(
          `no new card says ${answer}; the newest says: ${JSON.stringify(newest).slice(0, 1_500)}`,
        );
      }
      await delay(50);
    }
    return here === 'channel' ? fitting.first() : fitting.last();
  };

  // A page behind another is drawn so seldom that each key and each picture takes seconds: hence bringToFront.
  const type = async (text: string): Promise<void> => {
    await page.bringToFront();
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

  const narrow = async (width: number | undefined): Promise<void> => {
    const rule = width
      ? `${everyCard} { width: ${width}px !important; max-width: ${width}px !important; }`
      : '';
    await page.evaluate(`document.querySelector('#${styleId}').textContent = ${JSON.stringify(rule)}`);
  };

  const press = (card: Locator, title: string): Promise<void> =>
    card.getByRole('button', { name: title, exact: true }).first().click();

  return {
    page,
    who: window.key,
    async goTo(place) {
      here = place;
      await page.getByRole('treeitem', { name: places[place], exact: true }).first().click();
      await page.locator('[data-lexical-editor=true]').first().waitFor();
    },
    appear: answered,
    async ask(text, answer) {
      try {
        return await answered(() => type(text), answer);
      } catch (error) {
        // The window loses an answer that arrives before it has drawn the question (Agents Playground 0.2.28,
        // about one in a hundred on a busy machine). Asked once more, and counted: the run fails when that
        // happens often, because then it is not the window.
        asksRepeated += 1;
        console.log(`        (asked again: ${error instanceof Error ? error.message.slice(0, 120) : ''})`);
        return answered(() => type(text), answer);
      }
    },
    asksRepeated: () => asksRepeated,
    async shows(says, withinMs = patienceMs) {
      const fitting = page.locator(everyCard).filter({ hasText: says });
      const card = here === 'channel' ? fitting.first() : fitting.last();
      await card.waitFor({ timeout: withinMs });
      return card;
    },
    count: (says) => page.locator(everyCard).filter({ hasText: says }).count(),
    press,
    click: (card, title, answer) => answered(() => press(card, title), answer),
    select: (card, label, answer) =>
      answered(() => card.getByRole('button', { name: label }).first().click(), answer),
    async picture(card, name) {
      await page.bringToFront();
      await putCopy(card);
      const copy = page.locator(`#${copyId} > *`);
      try {
        for (const [device, width] of Object.entries(widths)) {
          await narrow(width);
          // A card taller than the window would be cut.
          const height = (await copy.boundingBox())?.height ?? 0;
          await page.setViewportSize({
            ...usualSize,
            height: Math.max(usualSize.height, Math.ceil(height) + 400),
          });
          await copy.screenshot({ path: path.join(folder, `${name}-${device}.png`) });
          const cut = await copy.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
          if (cut > 1) throw new Error(`${name} is ${cut} pixels too wide for a ${device}`);
        }
      } finally {
        await page.evaluate(`document.querySelector('#${copyId}')?.remove()`);
        await narrow(undefined);
        await page.setViewportSize(usualSize);
      }
    },
    pictureOfAll: async (name) => void (await page.screenshot({ path: path.join(folder, `${name}.png`) })),
  };
}

/**
 * Puts a copy of a card on top of the window. Pictures are taken of the copy, because a card in a chat may change
 * between the picture for the desktop and the one for the phone.
 */
async function putCopy(card: Locator): Promise<void> {
  // Runs in the browser, so it can use nothing from here but what it is given.
  await card.evaluate((element, id) => {
    const { ownerDocument, parentElement } = element;
    const look = ownerDocument.defaultView.getComputedStyle(parentElement);
    const { font, color, overflowWrap, wordBreak, whiteSpace, textAlign } = look;
    const width = `${element.getBoundingClientRect().width}px`;
    const holder = ownerDocument.createElement('div');
    holder.id = id;
    const place = { position: 'fixed', left: 0, top: 0, zIndex: 99_999, background: '#fff' };
    Object.assign(holder.style, place, {
      font,
      color,
      overflowWrap,
      wordBreak,
      whiteSpace,
      textAlign,
      width,
    });
    holder.append(element.cloneNode(true));
    parentElement.closest('.ui-provider').append(holder);
  }, copyId);
}
