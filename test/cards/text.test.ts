import { describe, expect, it } from 'vitest';
import { heading, plain } from '../../src/cards/text.ts';

describe('plain', () => {
  it.each([
    ['two\r\nlines\tand  spaces ', 'two lines and spaces'],
    ['a\u0000b\u0007c\u001b[31m', 'abc[31m'],
    ['🔴\u00a0Defender off', '🔴\u00a0Defender off'],
    ['a\u00a0 b \u00a0c\u00a0\u0085d\u00a0\u00a0e\u00a0', 'a b c d e'],
    ['\u202eevil\u2066\u2069\u200fname', 'evilname'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['{{DATE(2026-01-01T00:00:00Z)}}', '{ {DATE(2026-01-01T00:00:00Z)}}'],
    ['{{{x', '{ { {x'],
    ['{\u200b{x', '{ {x'],
    ['\u0024{secret}', '$ {secret}'],
    ['<at>All</at> < /AT>', '‹at>All‹/at> ‹ /AT>'],
    ['<\nat>x', '‹ at>x'],
    ['a < b', 'a < b'],
    ['👨‍👩‍👧 שלום', '👨‍👩‍👧 שלום'],
    ['\ud800x', '\ufffdx'],
    ['e\u0301\u0302\u0303\u0304\u0305', 'e\u0301\u0302\u0303'],
    ['\u{e0041}tag', 'tag'],
    ['', ''],
  ])('makes %j into %j', (text, expected) => {
    expect(plain(text)).toBe(expected);
    expect(plain(expected), 'again').toBe(expected);
  });

  it('cuts to the length, without half a character', () => {
    expect(plain('abcdef', 4)).toBe('abc…');
    expect(plain('ab🧨🧨', 4)).toBe('ab…');
    expect(plain('x'.repeat(1_000_000), 10)).toHaveLength(10);
    expect(plain(`${'\u0000'.repeat(1_000)}x`, 10), 'says that something is left out').toBe('…');
  });

  it('comes to an end on huge and strange texts', () => {
    for (const piece of ['<', '{', '$', ' ', '\u0301', '< ', '\u200b', '_'])
      expect(plain(piece.repeat(1_000_000), 4_000).length).toBeLessThanOrEqual(4_000);
  });
});

describe('heading', () => {
  it.each([
    ['# **Bold** [link](javascript:x) `code`', 'Bold link javascript:x code'],
    ['- item', 'item'],
    ['1. item', 'item'],
    ['How to use hubs', 'How to use hubs'],
  ])('takes the markdown out of %j', (text, expected) => {
    expect(heading(text)).toBe(expected);
  });
});
