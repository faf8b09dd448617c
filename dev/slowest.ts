import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Returns the slowest files with their seconds, one per line, the slowest first. */
export function slowest(durationsMs: ReadonlyMap<string, number>, count: number): string {
  const files = [...durationsMs].sort(([, a], [, b]) => b - a).slice(0, count);
  const lines = files.map(([file, ms]) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${relative(root, file)}`);
  return ['the slowest files:', ...lines].join('\n');
}
