import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EXTENSION = '.group.mjs';

/** Things that concern the whole process. A test file that mentions one gets a process of its own. */
const WHOLE_PROCESS =
  /\bprocess\.(?!env\b|pid\b)|\b(?:performance|globalThis|mock|cpuMs|growth|longestStretch|setServers)\b|testing\/statements/;

/** Returns those of the test files that may run in one process with others. */
export async function mayBeGrouped(files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return files.filter((_file, index) => !WHOLE_PROCESS.test(texts[index] ?? ''));
}

/** The relative duration of each file. */
export type Weights = ReadonlyMap<string, number>;

export interface Grouping {
  /** The files that may share a process with others. */
  readonly files: ReadonlySet<string>;
  /** How many files share a process and load their modules once. If one ends the process, at most this many run again. */
  readonly size: number;
  /** Milliseconds for each file. */
  readonly timeout: number;
  readonly weights?: Weights;
}

export interface Groups extends AsyncDisposable {
  /** Test files to run, the heaviest first: generated ones that run a group each, and the files that run alone. */
  readonly paths: readonly string[];
}

/** Writes a test file for each group of consecutive files; files of one folder load the same modules. */
export async function writeGroups(
  files: readonly string[],
  { files: shared, size, timeout, weights = new Map() }: Grouping,
): Promise<Groups> {
  const folder = await mkdtemp(join(tmpdir(), 'tests-'));
  const runner = JSON.stringify(new URL('together.ts', import.meta.url).href);
  const together = files.filter((file) => shared.has(file));
  const paths = new Map<string, number>();
  for (const file of files) {
    const at = together.indexOf(file);
    if (at < 0) paths.set(file, weights.get(file) ?? 0);
    if (at < 0 || at % size !== 0) continue;
    const members = together.slice(at, at + size);
    const path = join(folder, `${at / size + 1}${EXTENSION}`);
    await writeFile(
      path,
      `import { runTogether } from ${runner};\nawait runTogether(${JSON.stringify(members)}, ${timeout});\n`,
    );
    paths.set(path, sumOf(members, weights));
  }
  const heaviestFirst = [...paths].sort(([, one], [, other]) => other - one).map(([path]) => path);
  return { paths: heaviestFirst, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

function sumOf(files: readonly string[], weights: Weights): number {
  return files.reduce((sum, file) => sum + (weights.get(file) ?? 0), 0);
}

export function isGroup(file: string): boolean {
  return file.endsWith(EXTENSION);
}
