// The values of the Adaptive Card 1.5 schema for the properties that templates fill from data.
const colors: readonly unknown[] = ['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'];
const styles: readonly unknown[] = [
  'default',
  'emphasis',
  'good',
  'attention',
  'warning',
  'accent',
  'positive',
  'destructive',
  'heading',
];
const texts = ['text', 'title', 'url', 'label', 'fallbackText'];
const lists = ['body', 'items', 'inlines', 'columns', 'actions'];

// What an element must have to be worth showing.
const needs: Readonly<Record<string, string>> = {
  TextBlock: 'text',
  TextRun: 'text',
  RichTextBlock: 'inlines',
  Container: 'items',
  Column: 'items',
  ColumnSet: 'columns',
  ActionSet: 'actions',
  'Input.Text': 'label',
  'Action.OpenUrl': 'url',
};

/**
 * Cleans an expanded card: leaves out empty texts, empty lists, nulls, values that the schema does not know,
 * and elements that have nothing left to show. So an optional part of a template needs no condition: with no
 * data it vanishes. Expressions that the data did not fill become empty: data cannot bring any
 * (`normalise.ts`), so what looks like one is a missing value.
 */
export function tidy(value: unknown): unknown {
  if (typeof value === 'string') return filled(value);
  if (Array.isArray(value)) return value.map(tidy).filter((item) => !isHollow(item));
  if (typeof value !== 'object' || value === null) return value;
  // What a button carries goes through untouched: an empty filter is an empty filter.
  const pairs = Object.entries(value).map(([key, inner]) => [key, key === 'data' ? inner : tidy(inner)]);
  return Object.fromEntries(pairs.filter(([key, inner]) => belongs(String(key), inner)));
}

function filled(text: string): string {
  if (!text.includes('${')) return text;
  // A time without its value would show as the bare words of the macro.
  return text.includes('{{') ? '' : text.replace(/\$\{[^}]*\}?/g, '');
}

function belongs(key: string, value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (texts.includes(key)) return typeof value === 'string';
  if (key === 'color') return colors.includes(value);
  if (key === 'style') return styles.includes(value);
  if (key === 'selectAction') return isAction(value);
  if (lists.includes(key)) return Array.isArray(value) && value.length > 0;
  return true;
}

function isAction(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && !isHollow(value);
}

function isHollow(item: unknown): boolean {
  if (item === null || item === undefined || item === '') return true;
  if (typeof item !== 'object' || !('type' in item) || typeof item.type !== 'string') return false;
  const need = needs[item.type];
  if (need === undefined) return false;
  const content: unknown = Reflect.get(item, need);
  if (item.type === 'RichTextBlock') return !Array.isArray(content) || content.every(isBlank);
  // A run of spaces keeps two others apart.
  if (item.type === 'TextRun') return content === '' || content === undefined;
  return typeof content === 'string' ? content.trim() === '' : content === undefined;
}

function isBlank(run: unknown): boolean {
  return typeof run === 'object' && run !== null && 'text' in run && String(run.text).trim() === '';
}
