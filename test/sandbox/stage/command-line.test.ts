import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../sandbox/stage/command-line.ts';

const ports = (args: string[], env: Record<string, string> = {}) =>
  Object.values(readCommandLine(args, env).ports).map(({ port }) => port);

describe('the command line of the sandbox', () => {
  it('needs nothing', () => {
    const options = readCommandLine([], {});
    expect(options).toMatchObject({ help: false, keep: false, large: false });
    expect(new Set(ports([])).size).toBe(4);
  });

  it('takes ports from options first and from the environment second', () => {
    const env = { SANDBOX_BOT_PORT: '5000', SANDBOX_OPERATOR_PORT: '5001', SANDBOX_TENANT_PORT: ' ' };
    expect(ports(['--bot-port', '6000'], env)).toEqual([3980, 6000, 5001, 56_151]);
  });

  it('refuses what is no port, naming the option', () => {
    for (const wrong of ['0', '65536', 'abc', '1e3', '80 ']) {
      expect(() => readCommandLine(['--approver-port', wrong], {})).toThrow(/--approver-port/);
    }
  });

  it('answers an unknown option with all that there are', () => {
    expect(() => readCommandLine(['--bot-prot', '1'], {})).toThrow(/--bot-prot[\s\S]*--bot-port <port>/);
  });
});
