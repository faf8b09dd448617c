import { execFile } from 'node:child_process';
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KubernetesObject, nameOf } from './objects.ts';
import { sourceOf } from './schemas.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Finds fields that do not exist in their kind. The schemas allow them, as the API server does unless it is asked to be strict;
 * the types made from the same schemas do not. Each object becomes a TypeScript literal of its type, and the compiler
 * reports extra fields and wrong types at every depth. Returns one line for each finding.
 */
export async function unknownFields(objects: readonly KubernetesObject[]): Promise<string[]> {
  const cache = join(root, '.cache');
  await mkdir(cache, { recursive: true });
  await using folder = await mkdtempDisposable(join(cache, 'kubernetes-'));
  // One object per line, so that the line number identifies the object.
  const lines = objects.map((object, index) => {
    const { module, type } = sourceOf(object);
    const from = module.startsWith('.') ? new URL(module, import.meta.url).pathname : module;
    return `export const o${index}: import(${JSON.stringify(from)}).${type} = ${JSON.stringify(object)};`;
  });
  const file = join(folder.path, 'objects.ts');
  await writeFile(file, lines.join('\n'));
  const options = '--noEmit --strict --skipLibCheck --allowImportingTsExtensions --target esnext --pretty false';
  const modules = '--module nodenext --moduleResolution nodenext --ignoreConfig';
  const output = await new Promise<string>((resolve) => {
    execFile(
      join(root, 'node_modules/.bin/tsc'),
      [...options.split(' '), ...modules.split(' '), '--types', 'node', file],
      { cwd: root, maxBuffer: 1 << 26 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
  return output.split('\n').flatMap((line) => {
    if (!line.includes(': error ') && !line.startsWith('error ')) return [];
    const number = Number(/objects\.ts\((\d+),/.exec(line)?.[1]);
    const object = objects[number - 1];
    return [`${object ? nameOf(object) : 'tsc'}: ${line.replace(/^.*?error /, '')}`];
  });
}
