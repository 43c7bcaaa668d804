import type { Locator } from 'playwright-core';
import type { ChatWindow } from '../../sandbox/playground.ts';
import { botName } from '../../sandbox/playground-config.ts';
import { render } from '../../src/cards/render.ts';
import { cardSamples } from '../support/card-samples.ts';
import { cardViews } from '../support/card-views.ts';
import type { ChatPage } from './chat-page.ts';
import type { Results } from './results.ts';

type TemplateName = keyof typeof cardSamples;

function isTemplate(name: string): name is TemplateName {
  return name in cardSamples;
}

/**
 * Shows every template with its sample data in a chat window, as if the bot had sent it, and takes its
 * pictures: also of what no conversation reaches easily.
 */
export async function showEveryTemplate(window: ChatWindow, chat: ChatPage, results: Results): Promise<void> {
  await chat.goTo('personal');
  for (const name of Object.keys(cardSamples).filter(isTemplate)) {
    await results.check(`template ${name} shows its sample at both widths`, async () => {
      const card: Locator = await chat.appear(() => send(window, render(name, cardSamples[name])), /./);
      await chat.picture(card, `template-${name}`);
    });
  }
}

/** States of a change that no conversation reaches within minutes, and the fullest of its previews. */
const rareStates = [
  'change-connect-approved',
  'change-connect-expired',
  'change-connect-unknown',
  'change-connect-preview-several',
  'change-disconnect-failed-approver',
  'change-enable-asked-requester-not-delivered',
  'news-failed-in-part',
  'news-declined-then',
] as const;

/** Shows golden cards of states that the rest of the run does not come to, and takes their pictures. */
export async function showRareStates(window: ChatWindow, chat: ChatPage, results: Results): Promise<void> {
  await chat.goTo('personal');
  for (const name of rareStates) {
    await results.check(`golden card ${name} fits both widths`, async () => {
      const view = cardViews[name];
      if (!view) throw new Error('there is no golden card of this name');
      await chat.picture(await chat.appear(() => send(window, view().card), /./), `state-${name}`);
    });
  }
}

async function send(window: ChatWindow, content: unknown): Promise<void> {
  const conversation = encodeURIComponent(`a:${window.key}-personal`);
  const response = await fetch(`${window.url}/_connector/v3/conversations/${conversation}/activities`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'message',
      from: { id: 'gallery', name: botName },
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
    }),
  });
  if (!response.ok) throw new Error(`The chat window answered ${response.status} to a card`);
}
