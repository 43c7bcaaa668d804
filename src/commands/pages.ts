import { z } from 'zod';

/** Rows on a page of a list: what fits a phone without endless scrolling, and a card without being cut. */
export const rowsPerPage = 8;

/** A page number, from 1. */
export const PageNumber = z.int().min(1).max(100_000).default(1);

/** Takes `page 2` (or a number at the end) out of typed words. */
export function readPage(words: readonly string[]): { words: string[]; page: number | undefined } {
  const number = words.at(-1) ?? '';
  if (!/^\d{1,5}$/.test(number)) return { words: [...words], page: undefined };
  const before = words.at(-2)?.toLowerCase() === 'page' ? 2 : 1;
  return { words: words.slice(0, -before), page: Number(number) };
}

/** Which page to show when `wanted` was asked for: pages that do not exist end at the last one. */
export function pageOf(wanted: number, rows: number): { page: number; pages: number; offset: number } {
  const pages = Math.max(1, Math.ceil(rows / rowsPerPage));
  const page = Math.min(Math.max(1, wanted), pages);
  return { page, pages, offset: (page - 1) * rowsPerPage };
}
