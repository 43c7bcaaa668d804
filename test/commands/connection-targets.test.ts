import { describe, expect, it } from 'vitest';
import { findTargets, mostTargets, readTargets } from '../../src/commands/connection-targets.ts';
import { UserError } from '../../src/shared/errors.ts';
import { aWorkspace } from '../support/a-call.ts';
import { aHub, aSubscriptionId } from '../support/a-hub.ts';

const read = (line: string) => readTargets(line.split(' '));

describe('the words after connect', () => {
  it.each<[string, ReturnType<typeof readTargets>]>([
    ['plant-7', { targets: ['plant-7'] }],
    [
      'plant-7, plant-8 and Plants Europe to sentinel-main',
      { targets: ['plant-7', 'plant-8', 'Plants Europe'], workspace: 'sentinel-main' },
    ],
    ['plant-7,plant-8;plant-9', { targets: ['plant-7', 'plant-8', 'plant-9'] }],
    ['plant-7 & plant-8 + plant-9 AND plant-10', { targets: ['plant-7', 'plant-8', 'plant-9', 'plant-10'] }],
    ['plant-7 FROM sentinel-main', { targets: ['plant-7'], workspace: 'sentinel-main' }],
    ['plant-7 to Microsoft Sentinel', { targets: ['plant-7'] }],
    ['plant-7 from Sentinel', { targets: ['plant-7'] }],
    ['hub', { targets: ['hub'] }],
    [', ,', {}],
    ['Back to Work', { targets: ['Back'], workspace: 'Work' }],
    ['Back to Work to sentinel-main', { targets: ['Back to Work'], workspace: 'sentinel-main' }],
  ])('"%s" are read as targets and a workspace', (line, expected) => {
    expect(read(line)).toEqual(expected);
  });

  it('are none when nothing was said', () => {
    expect(readTargets([])).toEqual({});
  });
});

const field = '99999999-9999-4999-8999-999999999999';
const hubs = [
  aHub(),
  aHub({ name: 'plant-8' }),
  aHub({ name: 'windfarm', subscriptionId: field, subscriptionName: 'Field Services' }),
];
const find = (targets: string[], known = hubs) =>
  findTargets(targets, { hubs: known }, aWorkspace(), 'connect').map(({ subscriptionName, named }) => [
    subscriptionName,
    named.map((id) => id.split('/').at(-1)),
  ]);

/** What it is refused with, and what the buttons ask for. */
function refusal(targets: string[], known = hubs) {
  try {
    find(targets, known);
  } catch (error) {
    if (error instanceof UserError) return { error, next: error.next };
    throw error;
  }
  throw new Error('it was not refused');
}

describe('the subscriptions that are meant', () => {
  it('are those of hubs, with the hubs that were named', () => {
    expect(find(['plant-7'])).toEqual([['Plants Europe', ['plant-7']]]);
    expect(find(['PLANT-7', 'plant-8', 'windfarm'])).toEqual([
      ['Plants Europe', ['plant-7', 'plant-8']],
      ['Field Services', ['windfarm']],
    ]);
  });

  it('are those that are named themselves, by name, id or ARM id, without a hub', () => {
    const wanted = ['plants europe', aSubscriptionId.toUpperCase(), `/subscriptions/${aSubscriptionId}`];
    for (const word of wanted) expect(find([word])).toEqual([['Plants Europe', []]]);
  });

  it('come once, also when hub and subscription are named', () => {
    expect(find(['plant-7', 'Plants Europe', 'plant-7'])).toEqual([['Plants Europe', ['plant-7']]]);
    expect(find(['Plants Europe', 'plant-8'])).toEqual([['Plants Europe', ['plant-8']]]);
  });

  it('are the hub’s when a hub and a subscription have one name', () => {
    const known = [aHub({ name: 'Field Services', subscriptionName: 'Other' }), ...hubs];
    expect(find(['field services'], known)).toEqual([['Other', ['Field Services']]]);
  });

  it('are those of several hubs side by side, when nothing is called so as a whole', () => {
    expect(find(['plant-7 plant-8'])).toEqual([['Plants Europe', ['plant-7', 'plant-8']]]);
    const known = [
      ...hubs,
      aHub({ name: 'plant-7 plant-8', subscriptionId: field, subscriptionName: 'Odd' }),
    ];
    expect(find(['plant-7 plant-8'], known)).toEqual([['Odd', ['plant-7 plant-8']]]);
  });

  it('are found by what a button carries: the ARM id of a hub', () => {
    expect(find([aHub().id])).toEqual([['Plants Europe', ['plant-7']]]);
  });

  it.each([
    'the hub plant-7',
    'hub plant-7',
    'the iot hubs plant-7 and windfarm',
    'the subscription Plants Europe and hub plant-7, the windfarm',
  ])('are found behind words that say nothing: "%s"', (line) => {
    const found = find(read(line).targets ?? []);
    expect(found).toContainEqual(['Plants Europe', ['plant-7']]);
    expect(found).toHaveLength(line.includes('windfarm') ? 2 : 1);
  });

  it('are on the workspace that was chosen', () => {
    const [target] = findTargets(['plant-7'], { hubs }, aWorkspace(), 'connect');
    expect(target).toMatchObject({ workspace: aWorkspace(), subscriptionId: aSubscriptionId });
  });

  it.each(['IoT Production', 'Hub Services', 'The Works', 'Subscription 1'])(
    'are found when a name begins with a word that says nothing elsewhere: %s',
    (subscriptionName) => {
      const known = [aHub({ subscriptionName })];
      const { targets = [] } = read(subscriptionName);
      expect(find(targets, known)).toEqual([[subscriptionName, []]]);
    },
  );
});

describe('a word that means nothing', () => {
  it('is refused with the hubs that may have been meant, as targets of the same command', () => {
    const { error, next } = refusal(['plant7']);
    expect(error.message).toBe('No hub is called plant7. Did you mean one of these?');
    expect(next).toEqual([
      { title: 'plant-7', command: 'connect', args: { targets: [aHub().id] } },
      { title: 'plant-8', command: 'connect', args: { targets: [aHub({ name: 'plant-8' }).id] } },
      { title: 'Show hubs', command: 'hubs' },
    ]);
  });

  it('refuses all of it, whatever else was named', () => {
    expect(refusal(['plant-8', 'nowhere at all']).error.title).toBe('Hub not found');
  });

  it('is asked about when several hubs have that name', () => {
    const twins = ['rg-a', 'rg-b'].map((resourceGroup) => aHub({ resourceGroup }));
    const { error, next } = refusal(['plant-7'], twins);
    expect(error.title).toBe('Which hub?');
    expect(next.slice(0, 2)).toEqual(
      twins.map(({ id, resourceGroup }) => ({
        title: `Plants Europe / ${resourceGroup}`,
        command: 'connect',
        args: { targets: [id] },
      })),
    );
  });

  it('and an id that is not there any more, are told apart', () => {
    expect(refusal([aHub({ name: 'gone', subscriptionId: field }).id], [aHub()]).error.message).toMatch(
      /is not there any more/,
    );
  });
});

describe('very many', () => {
  const many = Array.from({ length: mostTargets + 1 }, (_, n) =>
    aHub({
      name: `h-${n}`,
      subscriptionId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      subscriptionName: `S ${n}`,
    }),
  );
  const names = many.map(({ name }) => name);

  it('subscriptions are refused: eleven are more than a person judges', () => {
    const { error } = refusal(names, many);
    expect(error).toMatchObject({ title: 'Too many at once' });
    expect(error.message).toContain('That is 11 subscriptions. Please take at most 10');
  });

  it('hubs of ten subscriptions are fine', () => {
    expect(find([...names.slice(0, 10), ...names.slice(0, 10)], many)).toHaveLength(10);
  });
});
