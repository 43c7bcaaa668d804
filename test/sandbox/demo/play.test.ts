import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chat, playStory, type ShownMessage, unkept } from '../../../sandbox/demo/play.ts';
import type { Step } from '../../../sandbox/demo/step.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';

const step = (more: Partial<Step>): Step => ({
  title: 'Olivia asks',
  who: 'operator',
  where: 'personal chat',
  act: { kind: 'say', text: 'hubs' },
  promised: [{ words: 'the hubs', text: /12 hubs/ }],
  ...more,
});
const answer = (text: string) => ({
  type: 'AdaptiveCard',
  body: [
    { type: 'TextBlock', text },
    { type: 'ActionSet', actions: [{ type: 'Action.Execute', title: 'Next' }] },
  ],
});

describe('the player of the demo', () => {
  let tenant: Sandbox;
  beforeAll(async () => {
    tenant = await startSandbox();
  });
  afterAll(() => tenant.stop());

  /** A chat in which the bot gives these answers, one after the other, in one message that it edits. */
  async function play(steps: Step[], answers: string[]) {
    const shown: ShownMessage[] = [];
    const lines: string[] = [];
    const done: string[] = [];
    const speak = async () => {
      for (const text of answers) {
        shown[0] = { id: '1', text: '', card: answer(text) };
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const chat: Chat = {
      person: 'Olivia',
      install: async () => void done.push('install'),
      say: async (text) => {
        done.push(text);
        void speak();
      },
      click: async ({ title, inputs = {} }) => {
        if (!title.test('Next')) throw new Error('nothing to click');
        done.push(['click', ...Object.values(inputs)].join(' '));
        void speak();
        return 'Next';
      },
      shown: () => shown.slice(),
    };
    const failed = await playStory(steps, {
      chat: () => chat,
      tenant,
      print: (line) => lines.push(line),
      signal: AbortSignal.timeout(10_000),
      patienceMs: 300,
    });
    return { failed, lines: lines.join('\n'), done };
  }

  it('waits until a working message has become the promised answer, and shows it', async () => {
    const { failed, lines } = await play([step({})], ['Working on it', '12 hubs']);
    expect(failed).toBeUndefined();
    expect(lines).toMatch(/│ 12 hubs[\s\S]*✓ the hubs/);
  });

  it('names the step and the promise that was not kept, and plays no further', async () => {
    const steps = [step({ title: 'one' }), step({ title: 'two' })];
    const { failed, lines, done } = await play(steps, ['11 hubs']);
    expect(failed).toBe('one');
    expect(lines).toContain('✗ the hubs');
    expect(done).toEqual(['hubs']);
  });

  it('fails a step in which nobody answers', async () => {
    const { failed, lines } = await play([step({ act: { kind: 'install' } })], []);
    expect(failed).toBe('Olivia asks');
    expect(lines).toContain('✗ any answer');
  });

  it('fails an answer that shows what it must not', async () => {
    expect((await play([step({ never: /secret/ })], ['12 hubs secret'])).failed).toBe('Olivia asks');
    expect((await play([step({})], ['12 hubs $' + '{name}'])).failed).toBe('Olivia asks');
    expect((await play([step({})], ['12 hubs undefined'])).failed).toBe('Olivia asks');
  });

  it('says what was clicked, and fails when there is nothing to click', async () => {
    const clicking = (title: RegExp) => step({ title: 'click', act: { kind: 'click', title } });
    const good = await play([step({ promised: [] }), clicking(/^Next$/)], ['11 hubs', '12 hubs']);
    expect(good.done).toEqual(['hubs', 'click']);
    expect(good.lines).toContain('(clicks “Next”)');
    const bad = await play([step({}), clicking(/^Nowhere$/)], ['12 hubs']);
    expect(bad.failed).toBe('click');
    expect(bad.lines).toContain('✗ nothing to click');
  });

  it('fills in fields before it clicks, and says so', async () => {
    const act = { kind: 'click', title: /^Next$/, inputs: { reason: 'As planned' } } as const;
    const { failed, lines, done } = await play([step({ act })], ['12 hubs']);
    expect(failed).toBeUndefined();
    expect(done).toEqual(['click As planned']);
    expect(lines).toContain('(types “As planned” and clicks “Next”)');
  });

  it('looks at what others caused until it has become as promised', async () => {
    const looking = (at: RegExp, messages = 1) => step({ act: { kind: 'look', at, messages } });
    const asking = step({ promised: [] });
    expect((await play([asking, looking(/hubs/)], ['11 hubs', '12 hubs'])).failed).toBeUndefined();
    const { failed, lines, done } = await play([asking, looking(/devices/)], ['12 hubs']);
    expect(failed).toBe('Olivia asks');
    expect(lines).toContain('✗ any answer');
    expect(done).toEqual(['hubs']);
    expect((await play([asking, looking(/hubs/, 2)], ['12 hubs'])).failed).toBe('Olivia asks');
  });

  it('quotes what an answer said, and fails when no answer said it', async () => {
    const quoting = (find: RegExp) => step({ act: { kind: 'quote', words: 'alert', find } });
    const good = await play([step({}), quoting(/(\d+) hubs/)], ['12 hubs']);
    expect(good.done).toEqual(['hubs', 'alert 12']);
    const bad = await play([step({}), quoting(/id (\w+)/)], ['12 hubs']);
    expect(bad.done).toEqual(['hubs']);
    expect(bad.lines).toContain('✗ No answer has anything that fits');
  });

  it('can promise what was quoted', () => {
    const promised = [{ words: 'that alert', text: (id: string) => new RegExp(`id ${id}`) }];
    const shown = { id: '1', text: 'Alert id 12', card: undefined };
    expect(unkept(step({ promised }), shown, '12')).toEqual([]);
    expect(unkept(step({ promised }), shown, '13')).toEqual(['that alert']);
  });

  it('lets things happen in Azure', async () => {
    const happens = (sandbox: Pick<Sandbox, 'control'>) =>
      sandbox.control.addFault({ match: 'logs', status: 503 });
    expect((await play([step({ act: { kind: 'azure', happens } })], [])).failed).toBeUndefined();
    expect(tenant.control.faults()).toHaveLength(1);
    tenant.control.clearFaults();
  });
});
