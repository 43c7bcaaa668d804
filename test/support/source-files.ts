import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A TypeScript file of the project, with what it imports. */
export interface SourceFile {
  /** Path from the project's root, with forward slashes. */
  path: string;
  text: string;
  imports: readonly Import[];
}

/** One import, static or dynamic. */
export interface Import {
  /** Path from the root for the project's own files, else the package's name (`@azure/identity`, `node:fs`). */
  target: string;
  own: boolean;
  /** `import type`: gone at run time. */
  typeOnly: boolean;
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

/** All TypeScript files below the given folders, sorted by path. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => read(join(folder, name)))
      .sort((a, b) => a.path.localeCompare(b.path)),
  );
}

function read(file: string): SourceFile {
  const text = readFileSync(join(root, file), 'utf8');
  const imports = [...text.matchAll(importPattern)].map(([, type, fixed, dynamic]): Import => {
    const specifier = fixed ?? dynamic ?? '';
    const own = specifier.startsWith('.');
    return {
      own,
      typeOnly: type !== undefined,
      target: own
        ? relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/')
        : packageName(specifier),
    };
  });
  return { path: file.replaceAll('\\', '/'), text, imports };
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
