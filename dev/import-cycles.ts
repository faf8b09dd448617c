import { posix } from 'node:path';
import { importsOf, type Source, withoutComments } from './import-rules.ts';

/**
 * Returns the circles in which files import each other, types included, each as a list of paths. Two circles with a common part may
 * be reported as one: fix it and check again.
 * @param packages the entry file of each package by its name
 */
export function findImportCycles(sources: readonly Source[], packages: ReadonlyMap<string, string>): string[][] {
  const imports = new Map(sources.map((source) => [source.path, targetsOf(source, packages)]));
  const way: string[] = [];
  const done = new Set<string>();
  const cycles: string[][] = [];

  function follow(path: string): void {
    if (done.has(path)) return;
    const begun = way.indexOf(path);
    if (begun >= 0) {
      cycles.push([...way.slice(begun), path]);
      return;
    }
    way.push(path);
    for (const target of imports.get(path) ?? []) follow(target);
    way.pop();
    done.add(path);
  }

  for (const path of imports.keys()) follow(path);
  return cycles;
}

function targetsOf({ path, text }: Source, packages: ReadonlyMap<string, string>): string[] {
  const names = withoutComments(text).split('\n').flatMap(importsOf);
  return names.flatMap((name) =>
    name.startsWith('.') ? posix.join(posix.dirname(path), name) : (packages.get(name) ?? []),
  );
}
