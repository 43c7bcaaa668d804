import { type ChatPage, type Place, places } from './chat-page.ts';
import type { Results } from './results.ts';

/** What anybody says every day, and what the card that answers must show. */
const everyday: readonly { name: string; say: string; sees: RegExp }[] = [
  { name: 'hubs', say: 'hubs', sees: /12 hubs in 4 subscriptions/ },
  { name: 'alerts', say: 'alerts', sees: /\d+ alerts in the last/ },
  { name: 'check', say: 'check ctso-rtm-refinery', sees: /ctso-rtm-refinery[\s\S]*What to do next/ },
  { name: 'help', say: 'help', sees: /What Hubwatch can do/ },
  { name: 'nonsense', say: 'flibbertigibbet', sees: /do not know[\s\S]*flibbertigibbet/ },
];

const everyPlace = Object.keys(places).filter((key): key is Place => key in places);

/** The same five questions in the personal chat, the group chat and the channel, with pictures. */
export async function everydayQuestions(chat: ChatPage, results: Results): Promise<void> {
  for (const place of everyPlace) {
    await chat.goTo(place);
    for (const { name, say, sees } of everyday) {
      await results.check(`${chat.who}, ${place}: "${say}" is answered`, async () => {
        const card = await chat.ask(say, sees);
        await chat.picture(card, `${chat.who}-${place}-${name}`);
      });
    }
    await chat.pictureOfAll(`${chat.who}-${place}-window`);
  }
}

/** Buttons, rows and paging. */
export async function buttonsAndPaging(chat: ChatPage, results: Results): Promise<void> {
  await chat.goTo('personal');
  const shoot = async (name: string, card: Promise<Parameters<ChatPage['picture']>[0]>) =>
    chat.picture(await card, `${chat.who}-${name}`);

  await results.check(`${chat.who}: pages of hubs turn in place`, async () => {
    const first = await chat.ask('hubs', /Page 1 of 2/);
    const second = await chat.click(first, 'Next ▶', /Page 2 of 2/);
    await shoot('hubs-page-2', Promise.resolve(second));
    await chat.click(second, '◀ Previous', /Page 1 of 2/);
  });
  await results.check(`${chat.who}: a filter button narrows the list in place`, async () => {
    const all = await chat.ask('hubs', /12 hubs in 4/);
    await shoot('hubs-filtered', chat.click(all, 'Not connected', /2 hubs of 12[\s\S]*ctso-fld-elevators/));
  });
  await results.check(`${chat.who}: a row opens its hub`, async () => {
    const list = await chat.ask('hubs refinery', /ctso-rtm-refinery/);
    await shoot(
      'hub',
      chat.select(list, /ctso-rtm-refinery/, /Contoso Plant Rotterdam[\s\S]*Newest alerts|alerts/),
    );
  });
  await results.check(`${chat.who}: a row opens its alert`, async () => {
    const list = await chat.ask('alerts 7d', /alerts in the last 7 days/);
    await shoot('alert', chat.select(list, /Open alert/, /Severity|Status/));
  });
  await results.check(`${chat.who}: a near miss is offered as a button that works`, async () => {
    const question = await chat.ask('hbus', /Did you mean/);
    await chat.picture(question, `${chat.who}-did-you-mean`);
    await chat.click(question, 'hubs', /12 hubs in 4/);
  });
  await results.check(`${chat.who}: help leads to a command and back`, async () => {
    const all = await chat.ask('help', /What Hubwatch can do/);
    const one = await chat.select(all, /Help for check/, /Help for check/);
    await chat.picture(one, `${chat.who}-help-check`);
    await chat.click(one, 'All commands', /What Hubwatch can do/);
  });
  await results.check(`${chat.who}: status tells how each part is`, async () => {
    await shoot('status', chat.ask('status', /Log Analytics/));
  });
  await results.check(`${chat.who}: hello is answered`, async () => {
    await shoot('welcome', chat.ask('hello', /To begin/));
  });
}
