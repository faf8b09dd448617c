import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { beginBrand } from './brand/brand.ts';
import { growingPauses } from './state/pauses.ts';
import { followTheme } from './state/preferences.ts';
import { begin } from './state/session.ts';
import './style/base.css';
import { Page } from './views/Page.tsx';
import { fetchWords, followLanguage, readFirstWords } from './words/index.ts';

/** Waiting times before texts that failed to load are asked for again. */
const PAUSES = { firstMs: 2_000, longestMs: 30_000 } as const;

// Other addresses lead here too; only those of places (state/address.ts) keep their hash.
const place = location.hash.startsWith('#/') ? location.hash : '';
if (location.pathname !== '/' || location.hash !== place) history.replaceState(history.state, '', `/${place}`);
followTheme();
beginBrand();
followLanguage();
void begin();
const pauses = growingPauses(() => void beginAnew(), PAUSES, new AbortController().signal);
void readFirstWords().then(show, () => pauses.wait());

function show(): void {
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}

/** Loads the page anew once its texts can be fetched: a browser asks for a module once in the life of a page, even when that failed. */
async function beginAnew(): Promise<void> {
  try {
    await fetchWords();
  } catch {
    return pauses.wait();
  }
  location.reload();
}
