import { guidFrom } from './random.ts';
import type { Story } from './story.ts';
import { storySchema } from './story.ts';

/** How large a large tenant is. */
export interface LargeSize {
  hubs: number;
  subscriptions: number;
  /** How many hubs have Defender on; the first ones. */
  defended: number;
}

const size: LargeSize = { hubs: 5_000, subscriptions: 800, defended: 3_000 };

/**
 * A tenant of 5,000 hubs in 800 subscriptions, the same each time. Where a subscription has four protected
 * hubs or more, two of them share a solution; every second subscription is connected.
 */
export function largeStory({ hubs, subscriptions, defended }: LargeSize = size): Story {
  const guid = (what: string) => guidFrom(`large/${what}`);
  const keyOf = (index: number) => `sub-${index}`;
  const regions = ['westeurope', 'northeurope', 'eastus', 'southeastasia'];
  const allSubscriptions = Array.from({ length: subscriptions }, (_, index) => index);
  const told = Array.from({ length: hubs }, (_, index) => {
    const home = index % subscriptions;
    return {
      name: `hub-${String(index).padStart(4, '0')}`,
      subscription: keyOf(home),
      resourceGroup: `rg-iot-${home % 3}`,
      location: regions[home % regions.length] ?? 'westeurope',
      sku: index % 50 === 49 ? 'F1' : 'S1',
      alertsPerDay: index % 10 === 0 ? 1 : 0,
      devices: [`device-${index}-a`, `device-${index}-b`],
    };
  });
  const standard = told.filter(({ sku }) => sku === 'S1').slice(0, defended);
  const solutions = [...Map.groupBy(standard, ({ subscription }) => subscription)].flatMap(([key, mine]) => {
    const shared = mine.length >= 4 ? mine.slice(0, 2) : [];
    const own = mine.slice(shared.length);
    const home = { subscription: key, location: mine[0]?.location };
    return [
      ...(shared.length > 0
        ? [
            {
              ...home,
              name: `shared-${key}`,
              resourceGroup: 'rg-iot-0',
              hubs: shared.map(({ name }) => name),
            },
          ]
        : []),
      ...own.map(({ name, resourceGroup }) => ({ ...home, name, resourceGroup, hubs: [name] })),
    ];
  });
  return storySchema.parse({
    name: 'large',
    seed: 'large',
    historyDays: 2,
    tenant: { id: guid('tenant'), name: 'Fabrikam', domain: 'fabrikam.onmicrosoft.com' },
    subscriptions: [
      ...allSubscriptions.map((index) => ({
        key: keyOf(index),
        id: guid(`subscription/${index}`),
        name: `Fabrikam Site ${String(index).padStart(3, '0')}`,
      })),
      { key: 'secops', id: guid('subscription/secops'), name: 'Fabrikam Security Operations' },
    ],
    workspaces: [
      {
        name: 'fabrikam-sentinel',
        subscription: 'secops',
        resourceGroup: 'rg-secops',
        location: 'westeurope',
        customerId: guid('customer'),
        connectors: allSubscriptions
          .filter((index) => index % 2 === 0)
          .map((index) => ({ kind: 'IOT', subscription: keyOf(index) })),
      },
    ],
    hubs: told,
    solutions,
    bot: {
      name: 'hubwatch',
      objectId: guid('bot'),
      clientId: guid('client'),
      roles: ['Reader', 'Security Admin', 'Contributor', 'Microsoft Sentinel Contributor'].map((role) => ({
        role,
        on: ['root'],
      })),
    },
    people: [
      person('operator', 'Odile Perrin', 'Reads everything.', ['Reader', 'Microsoft Sentinel Reader']),
      person('approver', 'Anton Weber', 'Owns everything.', ['Owner']),
    ],
  });

  function person(key: string, name: string, summary: string, roles: readonly string[]) {
    const upn = `${name.toLowerCase().replace(' ', '.')}@fabrikam.onmicrosoft.com`;
    const granted = roles.map((role) => ({ role, on: ['root'] }));
    return { key, name, objectId: guid(`person/${key}`), upn, summary, roles: granted };
  }
}
