import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin, type Rolldown } from 'vite';

/** The address of a running `npm start`, which `npm run dev` uses as its server. */
const PLATFORM = 'http://127.0.0.1:8080';

/** Copies what pdf.js fetches for some PDFs: character tables, fonts, and decoders that are plain scripts. */
function pdfParts(): Plugin {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return {
    name: 'pdf-parts',
    generateBundle() {
      for (const [part, wanted] of [
        ['cmaps', /\.bcmap$/],
        ['standard_fonts', /\.(?:pfb|ttf)$/],
        ['wasm', /_nowasm_fallback\.js$/],
      ] as const)
        for (const name of readdirSync(join(folder, part)).filter((each) => wanted.test(each)))
          this.emitFile({
            type: 'asset',
            fileName: `assets/pdfjs-${version}/${part}/${name}`,
            source: readFileSync(join(folder, part, name)),
          });
    },
  };
}

/**
 * Builds the service worker by itself, as one plain script under a fixed name, with the list of the page's files. What only some people need
 * (PDFs, joining) is not on it.
 */
function shell(): Plugin {
  const fixed = ['/', '/frame.html', '/frame.css', '/icon.svg', '/manifest.webmanifest'];
  return {
    name: 'shell',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_options, bundle) {
      const assets = Object.keys(bundle)
        .filter((name) => /^assets\/[^/]+\.(?:js|css)$/.test(name) && !/^assets\/(?:join|worker|Pdf)/i.test(name))
        .map((name) => `/${name}`);
      const source = (await workerCode()).replaceAll('SHELL_FILES', JSON.stringify([...fixed, ...assets]));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}

async function workerCode(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    root: import.meta.dirname,
    publicDir: false,
    build: {
      write: false,
      target: 'es2023',
      rolldownOptions: { input: join(import.meta.dirname, 'src/shell/sw.ts'), output: { format: 'iife' } },
    },
  });
  const [worker] = 'output' in built ? built.output : [];
  if (worker?.type !== 'chunk') throw new Error('there is no service worker');
  return worker.code;
}

/** Imports each icon from its own file: through the common one, all icons of the page would be part of the first load. */
function icons(): Plugin {
  const all = readFileSync(createRequire(import.meta.url).resolve('lucide-react/dist/esm/lucide-react.mjs'), 'utf8');
  const files = new Map<string, string>();
  for (const [, names = '', file = ''] of all.matchAll(/export \{([^}]+)\} from '\.\/icons\/([\w-]+)\.mjs'/g))
    for (const [, name = ''] of names.matchAll(/default as (\w+)/g)) files.set(name, file);
  return {
    name: 'icons',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!id.includes('/webmail/src/')) return null;
      const ownFile = (names: string): string =>
        [...names.matchAll(/(?<!type )\b(?!type )(\w+)(?: as (\w+))?/g)]
          .map(([, name = '', local = name]) => `import ${local} from 'lucide-react/icons/${files.get(name)}';`)
          .join('');
      return code.replace(/import \{([^}]+)\} from 'lucide-react';/, (_all, names: string) => ownFile(names));
    },
  };
}

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** Returns the modules of an entry, without what it loads later. */
function madeOf(entry: string, graph: Graph, found = new Set<string>()): Set<string> {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const id of graph.getModuleInfo(entry)?.importedIds ?? []) madeOf(id, graph, found);
  return found;
}

/** Puts everything that loads first into two files, one of them shared with /join: over HTTP/1.1 a browser makes only six requests at a time. */
function firstFiles(): (id: string, graph: Graph) => string | null {
  let made: readonly Set<string>[] | undefined;
  const entries = ['src/main.tsx', 'src/join/main.tsx'].map((path) => join(import.meta.dirname, path));
  return (id, graph) => {
    made ??= entries.map((entry) => madeOf(entry, graph));
    const [page, joining] = made.map((each) => each.has(id) && !entries.includes(id));
    return page ? (joining ? 'base' : 'page') : null;
  };
}

/**
 * Has V8 compile these two files as a whole while they load, beside the page's thread. Otherwise it parses each function twice, once when the
 * file loads and once at its first call, which delays the first rows. For other browsers the line is a comment.
 */
function compiledAtOnce(): Plugin {
  return {
    name: 'compiled-at-once',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const each of Object.values(bundle))
          if (each.type === 'chunk' && (each.name === 'base' || each.name === 'page'))
            each.code = `//# allFunctionsCalledOnLoad\n${each.code}`;
      },
    },
  };
}

/**
 * What every page loads soon after that: each in one file with all that it needs and earlier files do not have, because separately it would be
 * dozens of tiny files. The order counts: what shows that a later file failed to load comes before that file.
 */
const SOON: Readonly<Record<string, readonly string[]>> = {
  HtmlFrame: ['views/HtmlFrame.tsx'],
  answer: ['state/answer.ts', 'state/reason-of.ts'],
  Composers: ['views/writing/Composers.tsx'],
  Delivery: ['views/delivery/Delivery.tsx', 'views/trust/JunkReasons.tsx'],
  Settings: [
    'views/settings/Settings.tsx',
    'views/dialogs/Dialogs.tsx',
    'views/commands/Commands.tsx',
    'views/KeyHelp.tsx',
  ],
};

function fileOf(name: string, entries: readonly string[]): (id: string, graph: Graph) => string | null {
  const modules = new Set<string>();
  return (id, graph) => {
    for (const entry of entries) madeOf(join(import.meta.dirname, 'src', entry), graph, modules);
    return modules.has(id) ? name : null;
  };
}

/** Returns whether a module has that name: its own, with folders where the name has them, or its package's. */
function isPart(id: string, name: string): boolean {
  if (name.includes('/')) return id.endsWith(`/webmail/src/${name}.ts`);
  if (id.includes('/webmail/src/')) return basename(id).replace(/\.\w+$/, '') === name;
  return /node_modules\/([^/]+)\/[^/]+$/.exec(id)?.[1] === name;
}

type Bundle = Readonly<Record<string, Rolldown.OutputAsset | Rolldown.OutputChunk>>;

/** Returns the files of the chunk with that name, and of all that it imports. */
function filesOf(name: string, bundle: Bundle, found = new Set<string>()): Set<string> {
  const chunk = bundle[name];
  if (chunk?.type !== 'chunk' || found.has(name)) return found;
  found.add(name);
  for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css);
  for (const other of chunk.imports) filesOf(other, bundle, found);
  return found;
}

/**
 * Tells the page which files each of its parts needs; it fetches them before it imports the part (src/shell/part.ts). The list stands in the
 * HTML: a script is cached by its name, which does not change when a file changes that the script does not import.
 */
function parts(): Plugin {
  const named = new Set<string>();
  return {
    name: 'parts',
    enforce: 'pre',
    transform(code, id) {
      for (const [, name = ''] of code.matchAll(/\bpart\('([\w/-]+)', /g)) named.add(name);
      const bare = /(?<!part\('[\w/-]+', \(\) => |typeof )\bimport\('[^']+'\)/.exec(code);
      if (id.includes('/webmail/src/') && bare) this.error(`${id}: ${bare[0]} is not loaded as a part`);
    },
    transformIndexHtml(_html, { bundle, chunk: entry }) {
      if (!bundle || !entry) return [];
      const first = filesOf(entry.fileName, bundle);
      const chunks = Object.values(bundle).filter((each) => each.type === 'chunk');
      const files = [...named].map((name) => {
        const found = chunks.filter(({ moduleIds }) => moduleIds.some((id) => isPart(id, name)));
        const [chunk] = found;
        if (!chunk || found.length > 1) throw new Error(`there are ${found.length} parts ${name}`);
        return [
          name,
          [...filesOf(chunk.fileName, bundle)].filter((each) => !first.has(each)).map((each) => `/${each}`),
        ];
      });
      const list = JSON.stringify(Object.fromEntries(files));
      return [{ tag: 'script', attrs: { type: 'application/json', id: 'parts' }, children: list, injectTo: 'head' }];
    },
  };
}

/** Has the browser run src/early.ts as soon as it is there, before the larger scripts of the page. */
function early(): Plugin {
  return {
    name: 'early',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {}, chunk: entry }) {
        const file = Object.values(bundle).find(({ name, type }) => type === 'chunk' && name === 'early')?.fileName;
        if (!file || entry?.name !== 'index') return [];
        const attrs = { type: 'module', async: true, crossorigin: true, src: `/${file}` };
        return [{ tag: 'script', attrs, injectTo: 'head' }];
      },
    },
  };
}

const SMALLEST_BYTES = 1_000;
const BROTLI_QUALITY = 9;

/** Writes compressed copies beside each script and style. web-access sends them as they are, so no proxy has to compress for each request. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    async writeBundle({ dir = '' }, bundle) {
      const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } };
      for (const name of Object.keys(bundle).filter((each) => /\.(?:js|mjs|css)$/.test(each))) {
        const octets = readFileSync(join(dir, name));
        if (octets.length < SMALLEST_BYTES) continue;
        await writeFile(join(dir, `${name}.br`), await promisify(brotliCompress)(octets, brotli));
        await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(octets, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [icons(), react(), parts(), early(), pdfParts(), shell(), compiledAtOnce(), compressed()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', join: 'join.html', early: 'src/early.ts' },
      output: {
        codeSplitting: {
          groups: [firstFiles(), ...Object.entries(SOON).map(([name, entries]) => fileOf(name, entries))].map(
            (name, at, all) => ({ name, priority: all.length - at }),
          ),
        },
        entryFileNames: 'assets/[name]-[hash].js',
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/jmap', '/session', '/account', '/frame.html', '/join'].map((path) => [path, PLATFORM]),
    ),
  },
});
