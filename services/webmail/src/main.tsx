import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { beginBrand } from './brand/brand.ts';
import { growingPauses } from './state/pauses.ts';
import { followTheme } from './state/preferences.ts';
import { begin } from './state/session.ts';
import './style/base.css';
import { Page } from './views/Page.tsx';
import { fetchWords, followLanguage, readFirstWords } from './words/index.ts';

/** sessionStorage key: how often this page was loaded anew without its texts. */
const BEGUN_ANEW = 'postroom.begun-anew';
const begunAnew = Number(sessionStorage.getItem(BEGUN_ANEW));

/** Waiting times before texts that failed to load are asked for again; they go on growing when the page is loaded anew. */
const LONGEST_MS = 30_000;
const PAUSES = { firstMs: Math.min(2_000 * 2 ** begunAnew, LONGEST_MS), longestMs: LONGEST_MS };

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
  sessionStorage.removeItem(BEGUN_ANEW);
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
  sessionStorage.setItem(BEGUN_ANEW, String(begunAnew + 1));
  location.reload();
}
