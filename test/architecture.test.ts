import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type SourceFile, sourceFiles } from './support/source-files.ts';

/** Which rooms of `src/` a room may import besides itself. The picture stands in docs/architecture.md. */
const mayImport: Record<string, readonly string[]> = {
  'main.ts': ['app.ts', 'config', 'telemetry', 'shared'],
  'app.ts': [
    'http',
    'bot',
    'workers',
    'commands',
    'changes',
    'notices',
    'audit',
    'access',
    'azure',
    'cards',
    'storage',
    'config',
    'domain',
    'telemetry',
    'shared',
  ],
  'audit-log.ts': ['audit', 'storage', 'config', 'telemetry', 'shared', 'domain'],
  http: ['telemetry', 'shared'],
  bot: ['commands', 'cards', 'storage', 'domain', 'telemetry', 'shared'],
  workers: [
    'changes',
    'notices',
    'audit',
    'access',
    'azure',
    'cards',
    'storage',
    'domain',
    'telemetry',
    'shared',
  ],
  commands: ['changes', 'audit', 'access', 'azure', 'cards', 'storage', 'domain', 'telemetry', 'shared'],
  changes: ['access', 'azure', 'cards', 'storage', 'domain', 'telemetry', 'shared'],
  notices: ['domain'],
  audit: ['storage', 'domain', 'telemetry', 'shared'],
  access: ['domain', 'shared'],
  azure: ['domain', 'telemetry', 'shared'],
  cards: ['domain', 'telemetry', 'shared'],
  storage: ['domain', 'telemetry', 'shared'],
  config: ['domain', 'shared'],
  domain: [],
  telemetry: ['shared'],
  shared: [],
};

/** Where each foreign package lives. A package that is not listed may not be used in `src/`. */
const homes: Record<string, readonly string[]> = {
  restify: ['src/http/'],
  botbuilder: ['src/bot/'],
  'botframework-connector': ['src/bot/'],
  '@azure/identity': ['src/azure/'],
  '@azure/core-rest-pipeline': ['src/azure/'],
  '@azure/core-auth': ['src/azure/'],
  '@azure/arm-authorization': ['src/azure/'],
  '@azure/arm-iothub': ['src/azure/'],
  '@azure/arm-resourcegraph': ['src/azure/'],
  '@azure/arm-resources-subscriptions': ['src/azure/'],
  '@azure/arm-security': ['src/azure/'],
  '@azure/arm-securityinsight': ['src/azure/'],
  '@azure/monitor-query': ['src/azure/'],
  'adaptivecards-templating': ['src/cards/render.ts'],
  pg: ['src/storage/'],
  'pg-boss': ['src/storage/'],
  kysely: ['src/storage/'],
  '@electric-sql/pglite': ['src/storage/'],
  pino: ['src/telemetry/'],
  zod: ['src/'],
};

const product = sourceFiles('src');
const sandbox = sourceFiles('sandbox');
const tests = sourceFiles('test');

describe('imports', () => {
  it('point downwards only', () => {
    const wrong = each(product, (file, { target }) => {
      const from = room(file.path);
      const to = room(target);
      const allowed = to === from || mayImport[from]?.includes(to);
      return target.startsWith('src/') && !allowed && `${from} may not import ${to}: pass it in from app.ts`;
    });
    expect(wrong).toEqual([]);
  });

  it('stay on their side of the wall between the bot and the sandbox', () => {
    const wrong = [
      ...each(
        product,
        (_, { target }) => /^(sandbox|test|bench)\//.test(target) && 'the bot knows no sandbox',
      ),
      ...each(sandbox, (_, { target }) => /^(src|test|bench)\//.test(target) && 'the sandbox knows no bot'),
    ];
    expect(wrong).toEqual([]);
  });

  it('take each foreign package in its one home', () => {
    const wrong = each(product, (file, { own, target }) => {
      if (own || target.startsWith('node:')) return false;
      return !homes[target]?.some((home) => file.path.startsWith(home)) && 'not its home';
    });
    expect(wrong).toEqual([]);
  });

  it('form no cycle', () => {
    expect([...cycles(product), ...cycles(sandbox)]).toEqual([]);
  });

  it('leave no file without a user', () => {
    const started = ['src/main.ts', 'src/audit-log.ts', 'sandbox/main.ts', 'sandbox/demo.ts'];
    const all = [...product, ...sandbox, ...tests];
    const used = new Set(all.flatMap(({ imports }) => imports.map(({ target }) => target)));
    const byUrl = all.flatMap(({ text }) =>
      [...text.matchAll(/new URL\('\.{1,2}\/([\w./-]+\.ts)'/g)].map((m) => m[1] ?? ''),
    );
    const lonely = [...product, ...sandbox]
      .map(({ path }) => path)
      .filter((path) => !used.has(path) && !started.includes(path))
      .filter((path) => !byUrl.some((name) => path.endsWith(name.replaceAll('../', ''))));
    expect(lonely).toEqual([]);
  });
});

describe('files', () => {
  it('have 300 lines at most', () => {
    const long = [...product, ...sandbox]
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  it('never escape from the type checker', () => {
    const escapes = /@ts-(ignore|expect-error|nocheck)|\bas any\b|: any\b|<any>|\bas unknown as\b/;
    expect([...product, ...sandbox].filter(({ text }) => escapes.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('read the environment only where the process starts', () => {
    const readers = product.filter(({ text }) => /\bprocess\.env\b/.test(text)).map(({ path }) => path);
    expect(readers).toEqual(['src/audit-log.ts', 'src/main.ts']);
  });

  it('say what every exported name means', () => {
    const exported =
      /(?<before>[^\n]*)\n(?:export (?:declare )?(?:async )?(?:abstract )?(?:const|function\*?|class|interface|type) (?<name>\w+))/g;
    const bare = [...product, ...sandbox].flatMap(({ path, text }) =>
      [...`\n${text}`.matchAll(exported)]
        .filter(({ groups }) => !/\*\/\s*$/.test(groups?.before ?? ''))
        .map(({ groups }) => `${path}: ${groups?.name}`),
    );
    expect(bare).toEqual([]);
  });

  it('leave no note for later without an issue number', () => {
    const notes = [...product, ...sandbox, ...tests].filter(
      ({ path, text }) =>
        path !== 'test/architecture.test.ts' && /\b(TODO|FIXME|XXX)\b(?!\(#\d+\))/.test(text),
    );
    expect(notes.map(({ path }) => path)).toEqual([]);
  });

  it('name no address of a package registry', () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
    const registry = new RegExp(['registry', 'npmjs', 'org'].join('\\.'));
    const naming = tracked
      .filter(
        (path) =>
          /\.(ts|json|md|ya?ml|sh|npmrc)$|^\.ci\/run$|^\.npmrc$/.test(path) && existsSync(`${root}/${path}`),
      )
      .filter((path) => registry.test(readFileSync(`${root}/${path}`, 'utf8')));
    expect(naming).toEqual([]);
  });
});

function room(path: string): string {
  return path.split('/')[1] ?? path;
}

/** One sentence per import that `check` objects to. */
function each(
  files: readonly SourceFile[],
  check: (file: SourceFile, found: SourceFile['imports'][number]) => string | false,
): string[] {
  return files.flatMap((file) =>
    file.imports.flatMap((found) => {
      const why = check(file, found);
      return why ? [`${file.path} imports ${found.target}: ${why}`] : [];
    }),
  );
}

/** Cycles among imports that exist at run time, each as a line of paths. */
function cycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path) || trail.includes(path)) return;
    for (const { own, typeOnly, target } of byPath.get(path)?.imports ?? []) {
      if (own && !typeOnly) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}
