import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settings } from '../../src/config/settings.ts';
import { envSample } from '../support/env-sample.ts';

const file = new URL('../../.env.sample', import.meta.url);

it('.env.sample is what the settings schema says (UPDATE_GOLDEN=1 rewrites it)', () => {
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, envSample());
  expect(readFileSync(file, 'utf8')).toBe(envSample());
});

it('every setting has a meaning, and every one that is not secret an example', () => {
  for (const [name, schema] of Object.entries(settings.shape)) {
    const meta = schema.meta();
    expect(meta?.description, name).toMatch(/\.$/);
    if (!meta?.secret) expect(meta?.example, name).toBeTruthy();
  }
});

it('every example is accepted as a value', () => {
  for (const [name, schema] of Object.entries(settings.shape)) {
    const example = schema.meta()?.example;
    if (example) expect(schema.safeParse(example), `${name}=${example}`).toMatchObject({ success: true });
  }
});
