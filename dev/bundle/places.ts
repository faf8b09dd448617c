import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rolldown';

/** What a module of ours finds from its own place (migrations, the page, the version) it still finds from there. */
export function places(): Plugin {
  return {
    name: 'places',
    transform: {
      filter: { id: /\.ts$/, code: /import\.meta\.url/ },
      // Lines stay lines, so the map is as good as before.
      handler: (code, id) => ({
        code: code.replaceAll('import.meta.url', () => JSON.stringify(pathToFileURL(id).href)),
        map: null,
      }),
    },
  };
}
