/** A value that is safe to stand in a KQL text. Made only by the functions of this file. */
export interface KqlValue {
  /** The value as a KQL literal. */
  readonly literal: string;
}

const longestText = 4096;
const longestList = 1000;

/**
 * A string literal. Every character but letters, digits, blanks and `._-/:` is written as `\uXXXX`, so that
 * nothing can end the literal or start a comment. (Log Analytics takes no query parameters:
 * learn.microsoft.com, "Azure Monitor log queries", unsupported statements.)
 *
 * @throws TypeError for more than 4,096 characters or half a surrogate pair.
 */
export function kqlText(value: string): KqlValue {
  if (value.length > longestText) throw new TypeError('The text is too long for a query');
  if (!value.isWellFormed()) throw new TypeError('The text is not valid Unicode');
  return { literal: `"${value.replaceAll(/[^A-Za-z0-9 ._/:-]/gu, escaped)}"` };
}

/**
 * A list of strings as a dynamic array, for `in~ (name)`.
 *
 * @throws TypeError as `kqlText`, and for more than 1,000 items.
 */
export function kqlTexts(values: readonly string[]): KqlValue {
  if (values.length > longestList) throw new TypeError('The list is too long for a query');
  const literals = values.map((value) => kqlText(value).literal);
  return { literal: literals.length > 0 ? `pack_array(${literals.join(', ')})` : 'dynamic([])' };
}

/**
 * A whole number that is not negative.
 *
 * @throws TypeError for anything else.
 */
export function kqlNumber(value: number): KqlValue {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError('Not a whole number');
  return { literal: String(value) };
}

/**
 * A span of whole hours (`24h`), from one hour to ten years.
 *
 * @throws TypeError for anything else.
 */
export function kqlHours(hours: number): KqlValue {
  if (!Number.isSafeInteger(hours) || hours < 1 || hours > 87_600) throw new TypeError('Not a span of hours');
  return { literal: `${hours}h` };
}

/**
 * A moment, to the millisecond.
 *
 * @throws RangeError for what is no date.
 */
export function kqlTime(at: Date): KqlValue {
  return { literal: `datetime(${at.toISOString()})` };
}

/** Puts values in front of a constant query as `let` statements. Names are ours: `p_` and lower case. */
export function withValues(values: Readonly<Record<`p_${string}`, KqlValue>>, body: string): string {
  const lines = Object.entries(values).map(([name, { literal }]) => {
    if (!/^p_[a-z]+$/.test(name)) throw new TypeError('Not a name for a value in a query');
    return `let ${name} = ${literal};\n`;
  });
  return lines.join('') + body;
}

// By UTF-16 unit: KQL's \u takes exactly four digits, and a pair of them makes one character.
function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
