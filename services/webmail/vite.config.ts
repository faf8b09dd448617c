import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run dev` speaks to a running `npm start`. */
const PLATFORM = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
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
