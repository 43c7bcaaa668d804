import type { z } from 'zod';
import { badRequest } from './azure-error.ts';

/** Checks a body against its schema. Throws a 400 that names every field that does not fit. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown, code = 'BadRequest'): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `'${path.join('.') || 'body'}': ${message}`);
  throw badRequest(`Invalid data model. ${faults.join('; ')}`, code);
}
