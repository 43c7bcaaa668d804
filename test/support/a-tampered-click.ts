import { actionsOf } from '../../sandbox/connector/card-actions.ts';
import {
  type ChatMessage,
  type ChatPerson,
  isJsonObject,
  type JsonObject,
} from '../../sandbox/connector/chat.ts';

/** A button of a card, as a client would send it. */
export interface CardButton {
  /** Words that name the card and the button in a failing test. */
  name: string;
  message: ChatMessage;
  /** The person who may use it. */
  entitled: ChatPerson;
  /** How a client sends it: a new one as Execute, an old one as Submit. */
  as: 'Execute' | 'Submit';
  action: JsonObject;
  /** What all buttons of this card mean, for `meaningOf`. */
  meanings: ReadonlySet<string>;
}

/** A click of which one thing is not as the card says. */
export interface TamperedClick {
  button: CardButton;
  /** Path of what was changed: `data.args.change`. */
  field: string;
  /** What a client would send as `value`. */
  value: unknown;
}

/** Ids that a forger might put in place of a change's. */
export interface ForeignIds {
  /** Of other pending changes. */
  others: readonly string[];
  /** Of a change of another tenant. */
  otherTenants: string;
}

/** Buttons that take part in a change and are answered with a note. */
export const changeVerbs: readonly string[] = ['confirm', 'request enabling', 'cancel', 'decide'];
const ownKeys = ['hubwatch', 'command', 'args', 'place', 'msteams'];
const long = 'x'.repeat(20_000);

/** Every button of a card that the bot hears of, each as both kinds of client send it. */
export function buttonsOf(name: string, message: ChatMessage, entitled: ChatPerson): CardButton[] {
  const actions = actionsOf(message.card).filter(({ type }) => type === 'Action.Execute');
  const meanings = new Set(actions.map((action) => meaningOf('Execute', asSent('Execute', action))));
  return actions.flatMap((action) => {
    const title = `${name} › ${String(action.title)}`;
    const shared = { message, entitled, meanings };
    const { fallback } = action;
    if (!isJsonObject(fallback)) throw new Error(`${title} has no Action.Submit for old clients`);
    return [
      { ...shared, name: title, as: 'Execute' as const, action },
      { ...shared, name: `${title} (old client)`, as: 'Submit' as const, action: fallback },
    ];
  });
}

/** The `value` of an activity for a click. */
export function asSent(as: CardButton['as'], action: JsonObject): JsonObject {
  if (as === 'Submit') return isJsonObject(action.data) ? action.data : {};
  const { title, verb, data } = action;
  return { action: { type: 'Action.Execute', id: '', title, verb, data }, trigger: 'manual' };
}

/** Every way in which one field of a button can be changed. */
export function tamper(button: CardButton, ids: ForeignIds): TamperedClick[] {
  const sent = asSent(button.as, button.action);
  const at = button.as === 'Execute' ? ['action'] : [];
  const data = button.as === 'Execute' ? ['action', 'data'] : [];
  const carried = valueAt(sent, data);
  const args = isJsonObject(carried) && isJsonObject(carried.args) ? carried.args : {};
  const clicks: TamperedClick[] = [];
  const put = (path: readonly string[], values: readonly unknown[]) => {
    const field = path.join('.') || 'value';
    for (const value of values) clicks.push({ button, field, value: withValue(sent, path, value) });
  };

  if (button.as === 'Execute') {
    put(['action'], [...nothings, [sent.action]]);
    put([...at, 'type'], [...nothings, 'Action.Submit', 'action.execute', 'Action.Http', ['Action.Execute']]);
    put([...at, 'verb'], [...nothings, ...words, ['confirm'], ' confirm ', 'CONFIRM']);
    put([...at, 'title'], [...nothings, 'Approve', long, '<script>alert(1)</script>']);
    put([...at, 'permission'], ['none']);
    put(['trigger'], [...nothings, 'automatic']);
  }
  put(data, [...nothings, [carried], JSON.stringify(carried), long]);
  put([...data, 'hubwatch'], [...nothings, '1', 2, 1.5, -1, [1], { is: 1 }]);
  put([...data, 'command'], [...nothings, ...words, 'Confirm', ' confirm', 'confirm ', ['confirm']]);
  put([...data, 'place'], [...nothings, 'card', 'chat', 'note', 'CARD', 'everywhere', ['note']]);
  put([...data, 'args'], [...nothings, [args], Object.entries(args), JSON.stringify(args), { args }]);
  for (const key of Object.keys(args)) put([...data, 'args', key], valuesFor(args[key], ids));
  for (const [key, value] of extras(ids)) {
    put([...data, key], [value]);
    put([...data, 'args', key], [value]);
  }
  // What a person types into the card comes beside the button's own fields.
  put([...data, 'reason'], [long, 'y'.repeat(301), 7, [], ['x'], null, { text: 'x' }, true]);
  for (const command of words) {
    // The whole button of another command, with this one's arguments.
    const both = withValue(sent, [...data, 'command'], command);
    const value = button.as === 'Execute' ? withValue(both, [...at, 'verb'], command) : both;
    clicks.push({ button, field: 'command and verb', value });
    const elsewhere = changeVerbs.includes(command) ? 'note' : 'chat';
    clicks.push({
      button,
      field: 'command, verb and place',
      value: withValue(value, [...data, 'place'], elsewhere),
    });
  }
  return clicks;
}

/**
 * What a click asks for, when it has the form of a button: the same words for the same request, else empty. Written
 * from what buttons are documented to be, not from the code that reads them.
 */
export function meaningOf(as: CardButton['as'], value: unknown): string {
  const action = as === 'Execute' && isJsonObject(value) ? value.action : undefined;
  if (as === 'Execute' && (!isJsonObject(action) || action.type !== 'Action.Execute')) return '';
  const data = isJsonObject(action) ? action.data : value;
  if (!isJsonObject(data) || data.hubwatch !== 1 || typeof data.command !== 'string') return '';
  const { command, args = {}, place } = data;
  if (isJsonObject(action) && action.verb !== command) return '';
  const places = changeVerbs.includes(command) ? ['note'] : ['card', 'chat'];
  if (typeof place !== 'string' || !places.includes(place) || !isJsonObject(args)) return '';
  const inputs = Object.fromEntries(Object.entries(data).filter(([key]) => !ownKeys.includes(key)));
  const { reason, ...all }: JsonObject = { ...inputs, ...args };
  // An approver may say why, in as many words as the field takes.
  const free =
    command === 'decide' && (reason === undefined || (typeof reason === 'string' && reason.length <= 300));
  const rest = free || reason === undefined ? all : { ...all, reason };
  return JSON.stringify([command, Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

/** The command of a click that has the form of a button; empty for every other click. */
export function commandOf(as: CardButton['as'], value: unknown): string {
  const meaning: unknown = JSON.parse(meaningOf(as, value) || '[""]');
  return Array.isArray(meaning) ? String(meaning[0]) : '';
}

const missing = Symbol('missing');
const nothings: readonly unknown[] = [missing, null, '', 0, true, [], {}];
const words: readonly string[] = [
  ...[
    'confirm',
    'cancel',
    'decide',
    'request enabling',
    'approvals here',
    'approval',
    'enable',
    'disconnect',
  ],
  ...[
    'hubs',
    'help',
    'no such command',
    'constructor',
    '__proto__',
    'toString',
    `\${verb}`,
    "confirm' or '1'='1",
    long,
  ],
];

function valuesFor(value: unknown, { others, otherTenants }: ForeignIds): unknown[] {
  const text = typeof value === 'string' ? value : '';
  return [
    ...nothings,
    ...['AAAAAAAAAAAAAAAAAAAAAA', 'zzzzzzzzzzzzzzzzzzzzz_', ...others, otherTenants].filter(
      (id) => id !== value,
    ),
    ...[
      text.toUpperCase(),
      text.toLowerCase(),
      ` ${text}`,
      `${text} `,
      `${text}\n`,
      `${text}\u0000`,
      text.slice(1),
    ].filter((other) => other !== text),
    ...[
      "' or 1=1 --",
      `${text}' or '1'='1`,
      '"; drop table hubwatch.changes; --',
      '| take 1',
      'let x = 1; x',
      '%',
      '*',
      '..',
    ],
    ...[
      `\${change}`,
      '{{change}}',
      '<at>Hubwatch</at>',
      long,
      '__proto__',
      'constructor',
      'toString',
      'null',
      'undefined',
    ],
    ...[[value], [value, value], [null], 1, -1, 1e308, 1.5, { $ne: null }, { id: value }],
    ...['2026-01-01T00:00:00Z', 'approve', 'decline', 'approved', 'APPROVE', 'both'].filter(
      (other) => other !== value,
    ),
  ];
}

function extras({ others, otherTenants }: ForeignIds): [string, unknown][] {
  return [
    ['change', others[0]],
    ['change', otherTenants],
    ['decision', 'approve'],
    ['actor', '15e790be-7f7e-4950-abbc-732a65d56efa'],
    ['aadObjectId', '15e790be-7f7e-4950-abbc-732a65d56efa'],
    ['tenantId', '99999999-9999-4999-8999-999999999999'],
    ['state', 'approved'],
    ['plan', '{"kind":"disconnect","items":[]}'],
    ['targets', ['Contoso Plant Rotterdam']],
    ['hub', 'ctso-rtm-refinery'],
    ['workspace', 'contoso-sentinel'],
    ['permission', 'none'],
    ['needsApproval', false],
    ['card', '1'],
    ['reason', 'because'],
    ['__proto__', { change: otherTenants }],
    ['constructor', { prototype: {} }],
    ['toString', 'x'],
    ['nested', { deep: { deeper: [] } }],
    ['a key with blanks', 1],
    ['x'.repeat(70), 1],
    ['many', Array.from({ length: 60 }, () => 'x')],
    ['long', long],
  ];
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isJsonObject(at) ? at[key] : undefined), value);
}

/** A copy with another value at a path. `__proto__` is a key like any other, as in JSON. */
function withValue(whole: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value === missing ? undefined : value;
  const object = isJsonObject(whole) ? whole : {};
  const inside = Object.hasOwn(object, key) ? object[key] : undefined;
  const entries = Object.entries(object).filter(([other]) => other !== key);
  const isLast = rest.length === 0;
  const added: [string, unknown][] =
    isLast && value === missing ? [] : [[key, withValue(inside, rest, value)]];
  return Object.fromEntries([...entries, ...added]);
}
