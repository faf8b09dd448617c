import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EXTENSION = '.group.mjs';
/** So many files load their modules once. When one ends the process, so many at most are run again. */
export const FILES_OF_A_GROUP = 12;

/** What is the whole process', measured or changed. A file that names it has a process of its own. */
const WHOLE_PROCESS =
  /\bprocess\.(?!env\b)|\b(?:performance|globalThis|mock|cpuMs|growth|longestStretch|setServers)\b|testing\/statements/;

/** Which of these test files may be run in one process with others. */
export async function mayBeGrouped(files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return files.filter((_file, index) => !WHOLE_PROCESS.test(texts[index] ?? ''));
}

export interface Groups extends AsyncDisposable {
  /** Test files that each run some of those given. */
  readonly paths: readonly string[];
}

/** @param timeout milliseconds for each of the files */
export async function writeGroups(files: readonly string[], timeout: number): Promise<Groups> {
  const folder = await mkdtemp(join(tmpdir(), 'tests-'));
  const runner = JSON.stringify(new URL('together.ts', import.meta.url).href);
  const paths: string[] = [];
  for (let at = 0; at < files.length; at += FILES_OF_A_GROUP) {
    const members = JSON.stringify(files.slice(at, at + FILES_OF_A_GROUP));
    const path = join(folder, `${paths.length + 1}${EXTENSION}`);
    await writeFile(path, `import { runTogether } from ${runner};\nawait runTogether(${members}, ${timeout});\n`);
    paths.push(path);
  }
  return { paths, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

export function isGroup(file: string): boolean {
  return file.endsWith(EXTENSION);
}
