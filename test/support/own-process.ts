import { type SourceFile, sourceFiles } from './source-files.ts';

/**
 * How a test changes its whole process, or looks at it: replaced functions and timers, the environment, other
 * programs, the garbage collector. MSAL keeps the address of the managed identity for the life of a process, and
 * every test that lets MSAL ask for a token sets that address in the environment.
 */
const changesProcess = [
  /\bvi\.(spyOn|mock|doMock|stub\w+|useFakeTimers|resetModules)\(/,
  /\bprocess\.env(\.\w+)? = |\bdelete process\.env|Object\.assign\(process\.env/,
  /\bglobalThis\.\w+ = |Reflect\.set\(\w+(\.\w+)?\.prototype|\.prototype\.\w+ = |syncBuiltinESMExports/,
  /setFlagsFromString|process\.(on|once|exit|chdir)\(|node:(child_process|worker_threads|cluster)\b/,
];

/** Packages that change Node when they are loaded. Restify gives the requests and responses of `node:http` other methods. */
const changingPackages: readonly string[] = ['restify'];

/**
 * The test files that get a process each: they, or anything that they import, change it. All others may follow each
 * other in one, which spares loading everything again for each.
 */
export function testsWithOwnProcess(): string[] {
  const files = new Map(sourceFiles('src', 'sandbox', 'test').map((file) => [file.path, file]));
  return [...files.values()]
    .filter((file) => file.path.endsWith('.test.ts') && changes(file, files, new Set()))
    .map(({ path }) => path);
}

function changes(file: SourceFile, files: ReadonlyMap<string, SourceFile>, seen: Set<string>): boolean {
  seen.add(file.path);
  // What a program does by itself is no matter: only a test makes it do so.
  if (file.path.startsWith('test/') && changesProcess.some((pattern) => pattern.test(file.text))) return true;
  return file.imports.some(({ target, typeOnly }) => {
    if (typeOnly) return false;
    if (changingPackages.includes(target)) return true;
    const imported = files.get(target);
    return imported !== undefined && !seen.has(target) && changes(imported, files, seen);
  });
}
