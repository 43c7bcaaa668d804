import { beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage, ChatPerson, ChatPlace, JsonObject } from '../../sandbox/connector/chat.ts';
import { isJsonObject } from '../../sandbox/connector/chat.ts';
import type { LookInside } from '../support/a-look-inside.ts';
import { aRandom } from '../support/a-random.ts';
import {
  buttonsOf,
  type CardButton,
  changeVerbs,
  commandOf,
  meaningOf,
  type TamperedClick,
  tamper,
} from '../support/a-tampered-click.ts';
import { aWatchedBot } from '../support/a-watched-bot.ts';
import { textOf } from '../support/a-whole-bot.ts';

/*
 * Every button of every card of changes, with one thing changed in what it carries, sent as new and as old clients send
 * it, by who may use the button, by who may not, and by people of other organisations. Cases are drawn from a fixed
 * seed, at least one of every kind of change to every field of every button.
 */

// Any other number can be asked for: TAMPERED_CLICKS=4000 takes about a minute.
const howMany = Number(process.env.TAMPERED_CLICKS ?? 1_000);
const seed = 20_261_128;
const atOnce = 8;
const chunk = 80;

const home = 'db5e7254-d104-4b40-a4ef-1fa21abe233d';
const partnerTenant = '88888888-8888-4888-8888-888888888888';
const foreignTenant = '99999999-9999-4999-8999-999999999999';
/** Things that a person must never see. */
const internal =
  /RestError|TypeError|ZodError|SyntaxError|select \S+ from|insert into|node_modules|\bat \/|\.ts:\d|127\.0\.0\.1|\$\{|undefined|NaN|\[object|went wrong|expected string|invalid_/;

type Who = 'entitled' | 'not entitled' | 'of a partner' | 'of another organisation';
interface Case extends TamperedClick {
  who: Who;
}
interface Outcome {
  of: Case;
  correlationId: string;
  status: number;
  body: unknown;
}

const { bot, flow, inside } = await aWatchedBot({ ALLOWED_TENANTS: `${home},${partnerTenant}` });
let people: Record<Exclude<Who, 'entitled'>, ChatPerson>;
let operations: ChatPlace;
let approvers: ChatPlace;
let buttons: CardButton[] = [];
let outcomes: Outcome[] = [];
let before: Awaited<ReturnType<LookInside['changes']>> = [];
let placeBefore: readonly unknown[] = [];
let seconds = 0;

beforeAll(async () => {
  people = {
    'not entitled': bot.person('reader'),
    'of a partner': bot.teams.person({ ...bot.person('approver'), tenantId: partnerTenant }),
    'of another organisation': bot.teams.person({ ...bot.person('approver'), tenantId: foreignTenant }),
  };
  const members = [bot.person('operator'), bot.person('approver'), ...Object.values(people)];
  operations = bot.teams.conversation({ kind: 'groupChat', name: 'Operations', members });
  approvers = bot.teams.conversation({ kind: 'channel', name: 'Approvers', members });
  buttons = await allButtons();
}, 60_000);

/** The cards of changes in all their states, with every button of each. */
async function allButtons(): Promise<CardButton[]> {
  const found: CardButton[] = [];
  const operator = bot.person('operator');
  const gather = (name: string, message: ChatMessage, entitled = operator) => {
    const all = buttonsOf(name, message, entitled);
    if (all.length === 0) throw new Error(`${name} has no buttons: ${textOf(message)}`);
    found.push(...all);
  };
  const ask = async (words: string) => {
    const { message } = await bot.ask('operator', words, { place: operations });
    return message;
  };
  const seen = new Set<ChatMessage>();
  const newRequest = async (what: RegExp) => {
    const message = await flow.whileTimeFlies(() =>
      bot.teams.until(() =>
        bot.teams.messages(approvers).find((one) => !seen.has(one) && what.test(textOf(one))),
      ),
    );
    seen.add(message);
    return message;
  };

  gather('open requests, before there is a place for them', await ask('approvals'));
  await bot.ask('approver', 'approvals here', { place: approvers });

  // Cards of what is over.
  const on = await ask('incidents on high');
  await flow.click('operator', on, 'Turn on');
  await flow.shows(on, /confirmed by Azure/);
  gather('incidents turned on', on);
  const taken = await ask('connect Contoso Field Services');
  await flow.click('operator', taken, 'Cancel');
  await flow.shows(taken, /Cancelled/, /Ask again/);
  gather('a cancelled connection', taken);

  // Requests that wait.
  const asked = await ask('enable ctso-fld-windfarm');
  await flow.click('operator', asked, 'Ask for approval');
  gather('an approval card', await newRequest(/Enable Defender.*\[ Approve \]/), bot.person('approver'));
  await flow.shows(asked, /\[ Withdraw \]/);
  gather('a request that waits', asked);
  const waiting = await ask('connect ctso-fld-windfarm');
  await flow.click('operator', waiting, 'Request enabling');
  gather(
    'a second approval card',
    await newRequest(/Enable Defender.*\[ Approve \]/),
    bot.person('approver'),
  );
  await flow.shows(waiting, /Waiting for Defender.*\[ Withdraw \]/);
  gather('a connection that waits', waiting);
  const { message: list } = await bot.ask('approver', 'approvals', { place: approvers });
  gather('open requests', list, bot.person('approver'));

  // Previews.
  gather('connect, Defender off', await ask('connect ctso-fld-windfarm'));
  gather('connect', await ask('connect Contoso Field Services'));
  gather('disconnect', await ask('disconnect ctso-pen-waferfab'));
  gather('enable', await ask('enable ctso-mty-paintshop'));
  gather('incidents off', await ask('incidents off'));
  gather('other severities', await ask('incidents on medium'));
  return found;
}

/** Copies a pending change into another tenant, as the database would hold it; gives its id. */
async function inAnotherTenant(): Promise<string> {
  const id = 'otherTenantsChangeAAAA';
  await inside.ask(`
    insert into hubwatch.changes
    select (json_populate_record(c, json_build_object('id', '${id}', 'tenant_id', '${partnerTenant}',
      'requester', replace(c.requester, '${home}', '${partnerTenant}')))).*
    from hubwatch.changes c where state = 'asked' order by created_at limit 1`);
  return id;
}

/** The cases to be sent: one of each kind first, then as many as are wanted. */
function draw(ids: Parameters<typeof tamper>[1]): Case[] {
  const { below, pick } = aRandom(seed);
  const whos: readonly Who[] = [
    ...Array.from({ length: 5 }, () => 'entitled' as const),
    ...Array.from({ length: 2 }, () => 'not entitled' as const),
    ...(['of a partner', 'of another organisation'] as const),
  ];
  const all = buttons.flatMap((button) => tamper(button, ids));
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = below(at + 1);
    const [a, b] = [all[at], all[other]];
    if (a && b) [all[at], all[other]] = [b, a];
  }
  const kinds = new Set<string>();
  const isFirst = ({ button, field }: TamperedClick) => {
    const kind = `${button.message.id} ${button.as} ${String(button.action.verb ?? '')} ${field}`;
    return !kinds.has(kind) && Boolean(kinds.add(kind));
  };
  const firsts: Case[] = [];
  const rest: Case[] = [];
  for (const click of all) {
    const who = pick(whos);
    // Who may click it does nothing wrong with another button of the same card.
    const same = click.button.meanings.has(meaningOf(click.button.as, click.value));
    if (same && (who === 'entitled' || !changeVerbs.includes(commandOf(click.button.as, click.value))))
      continue;
    // Each of these has a test of its own below.
    if (isPlace(click) || isSpecialKey(click) || isNoButton(click)) continue;
    (isFirst(click) ? firsts : rest).push({ ...click, who });
  }
  return [...firsts, ...rest].slice(0, Math.max(howMany, 1));
}

/** "Have approvals here" without anything else: a request that the approver may make. */
function isPlace({ button, value }: TamperedClick): boolean {
  return meaningOf(button.as, value) === JSON.stringify(['approvals here', []]);
}

/** A key that JavaScript treats in its own way. */
function isSpecialKey({ field }: TamperedClick): boolean {
  return field.endsWith('__proto__');
}

/** A message of an old client that carries something, but nothing that says it is for Hubwatch. */
function isNoButton({ button, value }: TamperedClick): boolean {
  return button.as === 'Submit' && !(isJsonObject(value) && Object.hasOwn(value, 'hubwatch'));
}

/** Clicks of an old client without `hubwatch`: those that have the rest of a button, and those that have nothing of one. */
function withoutMark(): [Case[], Case[]] {
  const all = buttons
    .filter(({ name }) => name.startsWith('incidents off › Turn off'))
    .flatMap((button) => tamper(button, { others: ['x'], otherTenants: 'y' }))
    .filter(isNoButton)
    .map((click): Case => ({ ...click, who: 'entitled' }));
  const { true: most = [], false: nothing = [] } = Object.groupBy(all, ({ value }) =>
    String(isJsonObject(value) && Object.hasOwn(value, 'command')),
  );
  return [most, nothing];
}

async function send(of: Case, number: number): Promise<Outcome> {
  const { button, value, who } = of;
  const { message, entitled } = button;
  const person = who === 'entitled' ? entitled : people[who];
  const { place } = message;
  const activity: JsonObject = {
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: bot.teams.serviceUrl,
    from: { id: person.teamsUserId, name: person.name, aadObjectId: person.objectId },
    recipient: bot.teams.bot,
    conversation: {
      isGroup: true,
      conversationType: place.kind,
      tenantId: place.tenantId,
      id: place.kind === 'channel' ? `${place.id};messageid=${message.threadId}` : place.id,
    },
    channelData: {
      tenant: { id: person.tenantId },
      ...(place.team ? { team: place.team, channel: { id: place.id, name: place.name } } : {}),
    },
    id: `f:tampered-${number}`,
    replyToId: message.id,
    value,
    ...(button.as === 'Execute' ? { type: 'invoke', name: 'adaptiveCard/action' } : { type: 'message' }),
  };
  const response = await fetch(`${bot.url()}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(activity),
  });
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return { of, correlationId: response.headers.get('x-request-id') ?? '', status: response.status, body };
}

const describeCase = ({ of: { button, field, value, who } }: Pick<Outcome, 'of'>) =>
  `${button.name}, ${field}, ${who}: ${JSON.stringify(value)?.slice(0, 400)}`;
const named = (all: readonly Outcome[]) => all.map(describeCase);

/** All that a person is told by the answer itself; empty for an old client, which gets a message. */
function told({ body }: Outcome): string {
  const value = isJsonObject(body) ? body.value : undefined;
  if (isJsonObject(value)) return textOf({ text: '', card: value });
  return typeof value === 'string' ? value : '';
}

/** Waits until the bot has finished with every one of these clicks: an old client's are answered before that. */
function ended(all: readonly Outcome[]): Promise<void> {
  const waiting = new Set(all.map(({ correlationId }) => correlationId));
  let read = 0;
  return expect
    .poll(
      () => {
        for (; read < bot.lines.length; read += 1) {
          const line = bot.lines[read];
          if (line && /^(call |Button refused|Tenant refused)/.test(line.message))
            waiting.delete(String(line.fields.correlationId));
        }
        return waiting.size;
      },
      { interval: 10, timeout: 20_000 },
    )
    .toBe(0);
}

describe(`tampering: ${howMany} clicks`, () => {
  it('are all answered, and none moves a change or reaches Azure with a write', async () => {
    const pending = await inside.changes();
    const others = pending.filter(({ state }) => state === 'previewed').map(({ id }) => id);
    const cases = draw({ others: others.slice(0, 2), otherTenants: await inAnotherTenant() });
    before = await inside.changes();
    placeBefore = await inside.ask('select * from hubwatch.approval_places');
    bot.sandbox.control.clearRequests();
    const started = performance.now();
    for (let from = 0; from < cases.length; from += chunk) {
      const left = cases.slice(from, from + chunk).entries();
      const sent: Outcome[] = [];
      const worker = async () => {
        for (const [at, one] of left) sent.push(await send(one, from + at));
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      await ended(sent);
      outcomes = [...outcomes, ...sent];
      const now = new Map((await inside.changes()).map((change) => [change.id, change]));
      const moved = before.filter((change) => JSON.stringify(now.get(change.id)) !== JSON.stringify(change));
      const about = named(sent).filter((text) => moved.some(({ id }) => text.includes(id)));
      expect(moved, `by one of\n${about.join('\n')}`).toEqual([]);
      const more = [...now.values()].filter(({ id }) => !before.some((change) => change.id === id));
      expect(more.filter(({ state }) => state !== 'previewed')).toEqual([]);
      expect(flow.writes()).toEqual([]);
    }
    seconds = (performance.now() - started) / 1000;
    expect(outcomes).toHaveLength(howMany);
    expect(await inside.ask('select * from hubwatch.approval_places')).toEqual(placeBefore);
  }, 240_000);

  it('get words for people, and HTTP 200', () => {
    expect(named(outcomes.filter(({ status }) => status !== 200))).toEqual([]);
    const executed = outcomes.filter(({ of }) => of.button.as === 'Execute');
    expect(executed.length).toBeGreaterThan(howMany / 3);
    expect(named(executed.filter((one) => told(one).length < 10))).toEqual([]);
    expect(
      executed.filter((one) => internal.test(told(one))).map((one) => [describeCase(one), told(one)]),
    ).toEqual([]);
    const posted = [...bot.teams.messages(operations), ...bot.teams.messages(approvers)].map(textOf);
    expect(posted.filter((text) => text.length < 10 || internal.test(text))).toEqual([]);
    expect(bot.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('leave one entry in the audit each, but for what anybody could as well have typed', async ({
    annotate,
  }) => {
    const entries = Map.groupBy(await inside.refusals(), ({ correlationId }) => correlationId);
    const counts = new Map<string, number>();
    const wrong: string[] = [];
    for (const one of outcomes) {
      const found = entries.get(one.correlationId)?.length ?? 0;
      const { button, value, who } = one.of;
      const command = commandOf(button.as, value);
      const foreign = who === 'of another organisation';
      const typable = command !== '' && !changeVerbs.includes(command);
      const kind = foreign
        ? 'of another organisation'
        : found === 1
          ? 'refused'
          : typable
            ? 'typable'
            : 'silent';
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const right = foreign ? found === 0 : found === 1 || (found === 0 && typable);
      if (!right) wrong.push(`${found} entries: ${describeCase(one)}`);
    }
    const figures = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
    await annotate(`${outcomes.length} clicks in ${seconds.toFixed(1)} s: ${figures}`);
    expect(wrong).toEqual([]);
    expect(counts.get('refused')).toBeGreaterThan(howMany / 2);
  });

  it('cover every field of every button, by everybody', () => {
    const fields = new Set(outcomes.map(({ of }) => of.field.replace(/^action\./, '')));
    for (const field of [
      'verb',
      'type',
      'title',
      'data',
      'data.hubwatch',
      'data.command',
      'data.args',
      'data.place',
    ])
      expect(fields).toContain(field);
    for (const field of ['change', 'decision', 'targets', 'workspace'])
      expect(fields).toContain(`data.args.${field}`);
    expect(fields).toContain('data.reason');
    const used = new Set(outcomes.map(({ of }) => of.button.name));
    expect(buttons.filter(({ name }) => !used.has(name)).map(({ name }) => name)).toEqual([]);
    expect(new Set(outcomes.map(({ of }) => of.who)).size).toBe(4);
  });

  it('are refused too when the field that was added is one that JavaScript treats in its own way', async () => {
    const started = await inside.changes();
    const all = buttons.flatMap((button) => tamper(button, { others: ['x'], otherTenants: 'y' }));
    const cases = all
      .filter((click) => isSpecialKey(click) && click.button.name.startsWith('disconnect › Cancel'))
      .map((click): Case => ({ ...click, who: 'entitled' }));
    expect(cases.length).toBeGreaterThanOrEqual(4);
    const sent = await Promise.all(cases.map((one, at) => send(one, 100_000 + at)));
    await ended(sent);
    const entries = new Set((await inside.refusals()).map(({ correlationId }) => correlationId));
    expect(named(sent.filter(({ correlationId }) => !entries.has(correlationId)))).toEqual([]);
    expect(await inside.changes()).toEqual(started);
  });

  it('are refused too when an old client sends all of a button but its mark', async () => {
    const [cases] = withoutMark();
    expect(cases.length).toBeGreaterThan(0);
    const sent = await Promise.all(cases.map((one, at) => send(one, 200_000 + at)));
    await ended(sent);
    const entries = new Set((await inside.refusals()).map(({ correlationId }) => correlationId));
    expect(named(sent.filter(({ correlationId }) => !entries.has(correlationId)))).toEqual([]);
  });

  it('that carry nothing of a button are like a message without words: they get help, and nothing is done', async () => {
    const [, cases] = withoutMark();
    expect(cases.length).toBeGreaterThan(5);
    const started = await inside.changes();
    for (const [at, one] of cases.entries()) {
      const before = bot.teams.messages(operations).length;
      expect((await send(one, 300_000 + at)).status).toBe(200);
      const answer = await bot.teams.until(() => bot.teams.messages(operations)[before]);
      expect(textOf(answer)).toContain('What Hubwatch can do');
    }
    expect(await inside.changes()).toEqual(started);
  });

  it('are refused in words for people when an id holds what no database takes', async () => {
    const list = buttons.find(({ name }) => name.startsWith('open requests › Enable'));
    if (!list) throw new Error('no open request');
    const { message, action } = list;
    for (const id of ['\u0000', 'AAAAAAAAAAAAAAAAAAAAA\u0000', '\ud800']) {
      const data = { ...(isJsonObject(action.data) ? action.data : {}), args: { change: id } };
      const before = bot.teams.messages(message.place).length;
      await bot.teams.click(bot.person('approver'), message, { ...action, data });
      const answer = await bot.teams.until(() => bot.teams.messages(message.place)[before]);
      expect(textOf(answer)).not.toMatch(internal);
    }
    expect(bot.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('did not spoil the cards: each still does what it says', async () => {
    const { message } = buttons.find(({ name }) => name.startsWith('an approval card')) ?? {};
    if (!message) throw new Error('no approval card');
    const reason = `'); drop table hubwatch.changes; -- \${now} **bold** [x](https://evil.example) <at>all</at>`;
    expect(await flow.click('approver', message, 'Decline', { reason })).toMatch(/Declined/);
    const text = await flow.shows(message, /Declined by Arjun Mehta/);
    expect(text).toContain('drop table hubwatch.changes');
    expect(flow.writes()).toEqual([]);
  });
});
