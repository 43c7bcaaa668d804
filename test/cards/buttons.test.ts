import { describe, expect, it } from 'vitest';
import { actions, button, linkButton, safeLink } from '../../src/cards/buttons.ts';

describe('button', () => {
  it('asks for a command, with the same data for old clients', () => {
    const data = { hubwatch: 1, command: 'hub', args: { hub: 'plant-7' }, place: 'chat' };
    expect(button('Open', 'hub', { hub: 'plant-7', page: undefined }, { place: 'chat' })).toEqual({
      type: 'Action.Execute',
      title: 'Open',
      verb: 'hub',
      data,
      fallback: { type: 'Action.Submit', title: 'Open', data },
    });
  });

  it('has a harmless, short title, and never none', () => {
    const title = (text: string) => button(text, 'hub', {}, { place: 'card', style: 'positive' }).title;
    expect(title(`<at>${'x'.repeat(500)}`)).toMatch(/^‹at>x+…$/);
    expect(title('x'.repeat(500))).toHaveLength(60);
    expect(title('\u202e')).toBe('hub');
  });
});

describe('linkButton', () => {
  it.each([
    'https://portal.azure.com/#@t/resource/subscriptions/1/overview',
    'https://learn.microsoft.com/azure/',
    'https://security.microsoft.com/alerts/1',
    'https://portal.azure.us/#home',
    'https://portal.azure.cn/#home',
  ])('opens %s', (url) => {
    expect(linkButton('Open', url)).toEqual({ type: 'Action.OpenUrl', title: 'Open', url });
  });

  it.each([
    'javascript:alert(1)',
    'http://portal.azure.com/',
    'https://portal.azure.com.evil.example/',
    'https://evil.example/https://portal.azure.com/',
    'https://portal.azure.com@evil.example/',
    'https://user:pass@portal.azure.com/',
    'https://portal.azure.com:8443/',
    'data:text/html,x',
    '//portal.azure.com/',
    'not an address',
    '',
    undefined,
    `https://portal.azure.com/${'x'.repeat(9_000)}`,
  ])('refuses %s', (url) => {
    expect(linkButton('Open', url)).toBeUndefined();
  });

  it('encodes what looks like a template expression', () => {
    expect(safeLink('https://portal.azure.com/#/\u0024{x}')).toBe('https://portal.azure.com/#/$%7Bx%7D');
  });
});

it('a card gets six buttons at the most, in order, without the missing ones', () => {
  const some = Array.from({ length: 8 }, (_, i) => button(`B${i}`, 'help', {}, { place: 'chat' }));
  expect(actions(undefined, ...some).map(({ title }) => title)).toEqual(['B0', 'B1', 'B2', 'B3', 'B4', 'B5']);
});
