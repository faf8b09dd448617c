import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** `npm run dev` speaks to a running `npm start`. */
const PLATFORM = 'http://127.0.0.1:8080';

/** What pdf.js fetches while it reads some PDFs, as it is: tables of characters, fonts, decoders that are plain scripts. */
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
            ...{ type: 'asset', fileName: `assets/pdfjs-${version}/${part}/${name}` },
            source: readFileSync(join(folder, part, name)),
          });
    },
  };
}

export default defineConfig({
  plugins: [react(), pdfParts()],
  build: {
    ...{ target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
    rolldownOptions: { input: ['index.html', 'join.html'] },
  },
  server: {
    proxy: Object.fromEntries(
      ['/jmap', '/session', '/account', '/frame.html', '/join'].map((path) => [path, PLATFORM]),
    ),
  },
});
