/** A wait as people say it: `1 second`, `90 seconds`, `5 minutes`, `2 hours`. Rounded up, so that nobody comes back too early. */
export function waitText(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 120) return amount(whole, 'second');
  if (whole <= 3540) return amount(Math.ceil(whole / 60), 'minute');
  return amount(Math.ceil(whole / 3600), 'hour');
}

function amount(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
