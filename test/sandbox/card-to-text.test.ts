import { describe, expect, it } from 'vitest';
import { cardToText } from '../../sandbox/card-to-text.ts';
import { cells } from '../../sandbox/demo/cells.ts';

const card = (...body: unknown[]) => ({ type: 'AdaptiveCard', version: '1.5', body });
const show = (...body: unknown[]) => cardToText(card(...body), { width: 44, timeZone: 'Europe/Berlin' });

describe('a card in a terminal', () => {
  it('shows text, facts, columns and buttons in a frame of the asked width', () => {
    const text = show(
      { type: 'TextBlock', text: '**Hubs** (12)', weight: 'Bolder' },
      {
        type: 'FactSet',
        facts: [
          { title: 'Tier', value: 'S1' },
          { title: 'Region', value: 'westeurope' },
        ],
      },
      {
        type: 'ColumnSet',
        columns: [
          { type: 'Column', width: 'stretch', items: [{ type: 'TextBlock', text: 'plant-7' }] },
          { type: 'Column', width: 'auto', items: [{ type: 'TextBlock', text: '✅ connected' }] },
        ],
        selectAction: { type: 'Action.Execute', verb: 'hub' },
      },
      {
        type: 'ActionSet',
        actions: [
          { type: 'Action.Execute', title: 'Next page' },
          { type: 'Action.OpenUrl', title: 'Open in Logs', url: 'https://portal.azure.com' },
        ],
      },
    );
    expect(text).toBe(
      [
        '╭──────────────────────────────────────────╮',
        '│ Hubs (12)                                │',
        '│ Tier    S1                               │',
        '│ Region  westeurope                       │',
        '│ plant-7                     ✅ connected │',
        '│                                          │',
        '│ [ Next page ]  [ Open in Logs ↗ ]        │',
        '╰──────────────────────────────────────────╯',
      ].join('\n'),
    );
  });

  it('marks what can be clicked as a whole', () => {
    const container = {
      type: 'Container',
      items: [{ type: 'TextBlock', text: 'plant-7' }],
      selectAction: { type: 'Action.Execute' },
    };
    expect(show(container)).toContain('plant-7                                › │');
  });

  it('writes dates and times in the zone of the reader', () => {
    const text = show({
      type: 'TextBlock',
      text: '{{DATE(2026-03-04T23:30:00Z,SHORT)}} {{TIME(2026-03-04T23:30:00Z)}}',
    });
    expect(text).toContain('Thu, 5 Mar 2026 00:30');
  });

  it('leaves a date that a Teams client would not read, so that the mistake shows', () => {
    const text = show({ type: 'TextBlock', text: '{{TIME(2026-03-04T23:30:00.123Z)}}' });
    expect(text).toContain('{{TIME(');
  });

  it('never hands control characters or direction marks to the terminal', () => {
    const text = show({
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text: 'a\u001b[31mred\u001b]0;title\u0007 \u202Eevil' }, ' end\u0000'],
    });
    expect(text).toContain('a[31mred]0;title evil end');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the test is about
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  });

  it('keeps every line within the width, whatever the data', () => {
    const long = 'x'.repeat(500);
    const text = show(
      { type: 'TextBlock', text: `${long} ${'漢字'.repeat(40)} 👩‍🔧👍🏽` },
      { type: 'FactSet', facts: [{ title: long, value: long }] },
      {
        type: 'ColumnSet',
        columns: [0, 1, 2, 3, 4, 5, 6].map(() => ({ items: [{ type: 'TextBlock', text: long }] })),
      },
      { type: 'ActionSet', actions: [{ type: 'Action.Execute', title: long }] },
    );
    expect(text.split('\n').filter((line) => cells(line) !== 44)).toEqual([]);
  });

  it('names what it cannot show, and survives what is no card', () => {
    expect(show({ type: 'Carousel' })).toContain('(Carousel)');
    expect(show({ type: 'Badge', fallback: { type: 'TextBlock', text: 'instead' } })).toContain('instead');
    expect(show({ type: 'TextBlock', text: 'hidden', isVisible: false })).not.toContain('hidden');
    for (const odd of [null, 'text', [], card(null, 7, { type: 'FactSet', facts: 'no' }, {})]) {
      expect(() => cardToText(odd)).not.toThrow();
    }
  });
});
