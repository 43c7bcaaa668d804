import { type DateWords, writeDates } from './demo/card-dates.ts';
import { type CardObject, isObject, objects, textOf } from './demo/card-json.ts';
import { cells, fill, printable, wrap } from './demo/cells.ts';
import { columnWidths } from './demo/column-widths.ts';

/** How a card is written in a terminal. */
export interface CardTextOptions extends DateWords {
  /** Cells per line, the frame included; 80 when missing. */
  width?: number;
}

/**
 * Writes an Adaptive Card as text for a terminal, in a frame: text, facts, columns, buttons as `[ Title ]`,
 * links as `[ Title ↗ ]`; what can be clicked as a whole ends in `›`. An element it does not know is named
 * in brackets, so that nothing is silently missing. Control characters in the card's data do no harm.
 */
export function cardToText(card: unknown, options: CardTextOptions = {}): string {
  const inner = (options.width ?? 80) - 4;
  if (!isObject(card)) return '(no card)';
  const lines = stack([...objects(card.body), ...actionSet(card.actions)], inner, options);
  return [
    `╭${'─'.repeat(inner + 2)}╮`,
    ...lines.map((line) => `│ ${fill(line, inner)} │`),
    `╰${'─'.repeat(inner + 2)}╯`,
  ].join('\n');
}

function actionSet(actions: unknown): CardObject[] {
  return objects(actions).length > 0 ? [{ type: 'ActionSet', actions }] : [];
}

function stack(elements: readonly CardObject[], width: number, options: CardTextOptions): string[] {
  const lines: string[] = [];
  for (const element of elements) {
    if (element.isVisible === false) continue;
    const own = markClickable(element, render(element, width, options), width);
    if (own.length === 0) continue;
    if (lines.length > 0 && element.separator === true) lines.push('─'.repeat(width));
    else if (lines.length > 0 && needsAir(element)) lines.push('');
    lines.push(...own);
  }
  return lines;
}

function needsAir({ type, spacing }: CardObject): boolean {
  return type === 'ActionSet' ? spacing !== 'None' : /^(medium|large|extraLarge)$/i.test(textOf(spacing));
}

function markClickable(element: CardObject, lines: string[], width: number): string[] {
  const [first, ...rest] = lines;
  if (!isObject(element.selectAction) || first === undefined) return lines;
  return cells(first) <= width - 2 ? [`${fill(first, width - 2)} ›`, ...rest] : lines;
}

function render(element: CardObject, width: number, options: CardTextOptions): string[] {
  switch (element.type) {
    case 'TextBlock':
      return paragraph(plainMarkdown(textOf(element.text)), width, options);
    case 'RichTextBlock':
      return paragraph(runs(element.inlines), width, options);
    case 'FactSet':
      return objects(element.facts).flatMap((fact) => factLines(fact, element.facts, width, options));
    case 'Container':
      return indent(element, stack(objects(element.items), indented(element) ? width - 2 : width, options));
    case 'ColumnSet':
      return columns(objects(element.columns), width, options);
    case 'ActionSet':
      return wrapButtons(objects(element.actions).map(button), width);
    case 'Image':
      return textOf(element.altText) ? wrap(`(picture: ${printable(textOf(element.altText))})`, width) : [];
    case 'Input.Text':
    case 'Input.Number':
    case 'Input.ChoiceSet':
    case 'Input.Toggle':
      return wrap(inputText(element), width);
    default:
      return isObject(element.fallback)
        ? render(element.fallback, width, options)
        : [`(${printable(textOf(element.type)) || 'an element without a type'})`];
  }
}

/** A styled container (warning, attention, …) stands in a margin, because there is no colour. */
function indented({ style }: CardObject): boolean {
  return /^(emphasis|good|attention|warning|accent)$/i.test(textOf(style));
}

function indent(element: CardObject, lines: string[]): string[] {
  return indented(element) ? lines.map((line) => `┃ ${line}`) : lines;
}

function paragraph(text: string, width: number, options: CardTextOptions): string[] {
  const written = printable(writeDates(text, options)).trim();
  return written ? wrap(written, width) : [];
}

function runs(inlines: unknown): string {
  if (!Array.isArray(inlines)) return '';
  return inlines.map((run: unknown) => (isObject(run) ? textOf(run.text) : textOf(run))).join('');
}

/** Markdown of a TextBlock as plain text: a link becomes its title, stars and escapes go. */
function plainMarkdown(text: string): string {
  return text
    .replaceAll(/\[([^\]]*)\]\(([^)\s]*)\)/g, '$1')
    .replaceAll(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replaceAll(/(?<![\w*])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])/g, '$1')
    .replaceAll(/^[-*] /gm, '• ')
    .replaceAll(/\\([\\*_[\]`#-])/g, '$1');
}

function factLines(fact: CardObject, all: unknown, width: number, options: CardTextOptions): string[] {
  const titles = objects(all).map(({ title }) => cells(printable(plainMarkdown(textOf(title)))));
  const left = Math.min(Math.max(0, ...titles), Math.floor(width * 0.4));
  const title = wrap(printable(plainMarkdown(textOf(fact.title))), left);
  const value = paragraph(plainMarkdown(textOf(fact.value)), width - left - 2, options);
  return sideBySide([title, value], [left, width - left - 2]);
}

function columns(all: readonly CardObject[], width: number, options: CardTextOptions): string[] {
  const shown = all.filter(({ isVisible }) => isVisible !== false);
  const natural = shown.map(({ items }) =>
    Math.max(0, ...stack(objects(items), width, options).map((line) => cells(line.trimEnd()))),
  );
  const widths = columnWidths(
    shown.map((column, i) => ({ wish: column.width, natural: natural[i] ?? 0 })),
    width,
  );
  if (!widths) return shown.flatMap((column) => stack(objects(column.items), width, options));
  const blocks = shown.map((column, i) => {
    const own = widths[i] ?? 0;
    return markClickable(column, stack(objects(column.items), own, options), own);
  });
  return sideBySide(blocks, widths);
}

function sideBySide(blocks: readonly (readonly string[])[], widths: readonly number[]): string[] {
  const height = Math.max(0, ...blocks.map(({ length }) => length));
  return Array.from({ length: height }, (_, row) =>
    blocks
      .map((block, i) => fill(block[row] ?? '', widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function button(action: CardObject): string {
  const link = action.type === 'Action.OpenUrl' ? ' ↗' : '';
  return `[ ${printable(textOf(action.title)) || '(button without a title)'}${link} ]`;
}

function wrapButtons(buttons: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const text of buttons) {
    const last = lines.at(-1);
    if (last !== undefined && cells(`${last}  ${text}`) <= width)
      lines[lines.length - 1] = `${last}  ${text}`;
    else lines.push(...wrap(text, width));
  }
  return lines;
}

function inputText(input: CardObject): string {
  const label = printable(textOf(input.label) || textOf(input.title) || '(input without a label)');
  const value = textOf(input.value) || textOf(input.placeholder);
  const choices = objects(input.choices).map(
    ({ title, value: own }) => `${own === input.value ? '(•)' : '( )'} ${textOf(title)}`,
  );
  return printable(`${label}: ${choices.length > 0 ? choices.join('  ') : `[${value || '      '}]`}`);
}
