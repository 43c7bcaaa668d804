import { z } from 'zod';
import { settings } from '../../src/config/settings.ts';

/** The text of `.env.sample`: every setting with its meaning, default and an example. */
export function envSample(): string {
  const lines = [
    '# Copy to .env and fill in what has no default. `npm start` says what is missing or wrong.',
  ];
  for (const [name, schema] of Object.entries(settings.shape)) {
    const meta = z.globalRegistry.get(schema) ?? {};
    if (meta.group) lines.push('', `# --- ${meta.group} ---`);
    lines.push('', ...wrap(meta.description ?? ''));
    const byDefault = schema.safeParse(undefined);
    const value = byDefault.success ? byDefault.data : undefined;
    if (value !== undefined)
      lines.push(...wrap(`Default: ${Array.isArray(value) ? value.join(', ') : value}`));
    lines.push(meta.secret ? `#${name}=` : `#${name}=${meta.example ?? ''}`);
  }
  return `${lines.join('\n')}\n`;
}

function wrap(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length > 96) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `# ${line}`);
}
