/**
 * Seconds that an answer asks us to wait, or undefined when it does not say. Azure uses three headers:
 * `retry-after-ms` and `x-ms-retry-after-ms` in milliseconds, `Retry-After` in seconds or as an HTTP date.
 */
export function retryAfterSeconds(
  header: (name: string) => string | undefined,
  now: Date = new Date(),
): number | undefined {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const milliseconds = wholeNumber(header(name));
    if (milliseconds !== undefined) return Math.ceil(milliseconds / 1000);
  }
  const asked = header('retry-after');
  const seconds = wholeNumber(asked);
  if (seconds !== undefined) return seconds;
  const at = Date.parse(asked ?? '');
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;
}
