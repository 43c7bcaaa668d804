import { describe, expect, it } from 'vitest';
import { playgroundConfig, type WindowPerson } from '../../sandbox/playground-config.ts';

const person = (n: number): WindowPerson => ({
  name: `Ada Byron${n}`,
  objectId: `11111111-1111-4111-8111-11111111111${n}`,
  upn: `ada${n}@contoso.example`,
});
const config = (key: string, others = [1, 2, 3, 4, 5].map(person)) =>
  playgroundConfig({
    key,
    tenantId: '22222222-2222-4222-8222-222222222222',
    me: person(0),
    others,
    teamName: 'Plant',
  });

describe('the settings of a chat window', () => {
  it('name the person, five others and one channel', () => {
    expect(JSON.parse(config('operator'))).toMatchObject({
      tenantId: '22222222-2222-4222-8222-222222222222',
      currentUser: {
        name: 'Ada Byron0',
        givenName: 'Ada',
        surname: 'Byron0',
        aadObjectId: person(0).objectId,
      },
      users: { length: 5 },
      team: { channels: { length: 1 } },
    });
  });

  it('share no conversation id with another window', () => {
    const ids = (text: string) => [...text.matchAll(/"(?:a|19):[^"]*"/g)].map(([id]) => id);
    const [one, two] = [ids(config('operator')), ids(config('approver'))];
    expect(one).toHaveLength(4);
    expect(two.filter((id) => one.includes(id))).toEqual([]);
  });

  it('are refused with fewer than five others, because the window would not start', () => {
    expect(() => config('operator', [person(1)])).toThrow(/exactly 5 other people, not 1/);
  });
});
