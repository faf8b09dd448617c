import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceNames } from '@postroom/launch';
import { rolldown } from 'rolldown';
import { apart } from './apart.ts';
import { places } from './places.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Writes the services below a folder, with source maps, so that stacks name the sources. */
export async function writeBundles(folder: string): Promise<void> {
  const input = serviceNames.map((name) => [`services/${name}/main`, join(root, 'services', name, 'main.ts')] as const);
  await using bundle = await rolldown({
    input: Object.fromEntries(input),
    platform: 'node',
    plugins: [apart(), places()],
    onLog(level, { code, message }) {
      // Some warnings are mistakes, such as an import that is not found: the service would fail only when it needs it.
      if (level === 'warn' && code !== undefined && MISTAKES.has(code)) throw new Error(message);
    },
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    sourcemap: true,
    sourcemapExcludeSources: true,
    // With these names Node knows the module type without reading a file.
    entryFileNames: '[name].mjs',
    chunkFileNames: 'shared/[name]-[hash].mjs',
  });
}

const MISTAKES = new Set(['UNRESOLVED_IMPORT', 'IMPORT_IS_UNDEFINED', 'MISSING_EXPORT', 'CANNOT_CALL_NAMESPACE']);
