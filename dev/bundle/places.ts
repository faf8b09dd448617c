import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rolldown';

/** Lets our modules find files by their original place (migrations, the page, the version) when they are bundled. */
export function places(): Plugin {
  return {
    name: 'places',
    transform: {
      filter: { id: /\.ts$/, code: /import\.meta\.url/ },
      // Lines stay lines, so the source map stays valid.
      handler: (code, id) => ({
        code: code.replaceAll('import.meta.url', () => JSON.stringify(pathToFileURL(id).href)),
        map: null,
      }),
    },
  };
}
