import { describe, expect, it } from 'vitest';
import { oneWorkspace } from '../../src/commands/one-workspace.ts';
import type { Workspace } from '../../src/domain/workspace.ts';
import { UserError } from '../../src/shared/errors.ts';
import { aWorkspace } from '../support/a-call.ts';

const main = aWorkspace();
const two = aWorkspace({ name: 'sentinel-two' });
const choose = (wanted: string | undefined, workspaces: readonly Workspace[] = [main, two]) =>
  oneWorkspace(wanted, workspaces, 'connect', { targets: ['plant-7'] });

function question(wanted: string | undefined, workspaces?: readonly Workspace[]): UserError {
  try {
    choose(wanted, workspaces);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was asked');
}

describe('the workspace of a change', () => {
  it('is the only one when none is named', () => {
    expect(choose(undefined, [main])).toBe(main);
  });

  it('is the one that is named, by name or id, in any case', () => {
    expect(choose('SENTINEL-TWO')).toBe(two);
    expect(choose(two.id.toUpperCase())).toBe(two);
  });

  it('is asked for when there are several, with a button for each that keeps the arguments', () => {
    const { title, message, next } = question(undefined);
    expect([title, message]).toEqual(['Which workspace?', 'Which Microsoft Sentinel workspace do you mean?']);
    expect(next.map((step) => step.title)).toEqual(['sentinel-main', 'sentinel-two']);
    for (const { command, args } of next) {
      expect([command, args?.targets]).toEqual(['connect', ['plant-7']]);
    }
    expect(next.map(({ args }) => choose(String(args?.workspace)))).toEqual([main, two]);
  });

  it('is asked for when the named one is unknown, also when there is only one: a slip must not pick another', () => {
    const { message, next } = question('sentinel-mian', [main]);
    expect(message).toMatch(/^No workspace that you may use is called sentinel-mian\. Which/);
    expect(next).toHaveLength(1);
  });

  it('has six buttons at most', () => {
    const many = Array.from({ length: 9 }, (_, n) => aWorkspace({ name: `w-${n}` }));
    expect(question(undefined, many).next).toHaveLength(6);
  });

  it('can be chosen also when two have one name', () => {
    const twin = aWorkspace({ subscriptionId: '99999999-9999-4999-8999-999999999999' });
    const { next } = question(undefined, [main, twin]);
    const chosen = next.map(({ args }) => choose(String(args?.workspace), [main, twin]).id);
    expect(chosen).toEqual([main.id, twin.id]);
  });

  it('of nobody is a defect', () => {
    expect(() => choose(undefined, [])).toThrow();
  });
});
