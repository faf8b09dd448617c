import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { beginBrand } from './brand/brand.ts';
import { growingPauses } from './state/pauses.ts';
import { followTheme } from './state/preferences.ts';
import { begin } from './state/session.ts';
import './style/base.css';
import { Page } from './views/Page.tsx';
import { followLanguage, readWords } from './words/index.ts';

/** Waiting times before texts that failed to load are asked for again. */
const PAUSES = { firstMs: 2_000, longestMs: 30_000 } as const;

// Other addresses lead here too; only those of places (state/address.ts) keep their hash.
const place = location.hash.startsWith('#/') ? location.hash : '';
if (location.pathname !== '/' || location.hash !== place) history.replaceState(history.state, '', `/${place}`);
followTheme();
beginBrand();
followLanguage();
void begin();
const pauses = growingPauses(() => void show(), PAUSES, new AbortController().signal);
void show();

async function show(): Promise<void> {
  try {
    await readWords();
  } catch {
    return pauses.wait();
  }
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
