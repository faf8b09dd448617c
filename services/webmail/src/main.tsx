import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { beginBrand } from './brand/brand.ts';
import { followTheme } from './state/preferences.ts';
import { begin } from './state/session.ts';
import './style/base.css';
import { Page } from './views/Page.tsx';
import { followLanguage, readWords } from './words/index.ts';

/** Ms until words that did not come are asked for again. */
const AGAIN_MS = 2_000;

// Other addresses lead here too, and say nothing.
if (location.pathname !== '/') history.replaceState(null, '', '/');
followTheme();
beginBrand();
followLanguage();
void begin();
void show();

async function show(): Promise<void> {
  try {
    await readWords();
  } catch {
    setTimeout(() => void show(), AGAIN_MS);
    return;
  }
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
