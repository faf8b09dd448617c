import { frameWindow, inertBody } from '../../html/frame-window.ts';
import type { Quote } from '../../html/quote-text.ts';
import { change, find } from './drafts.ts';
import { edit } from './saving.ts';

/** What the editor has nothing for: backgrounds, frames, places side by side. Fonts and sizes in points are in every mail, and missed by nobody. */
const LOOKS = [
  ...[
    '[bgcolor]',
    '[background]',
    'table table',
    'table[role=presentation]',
    '[style*="background"]',
    '[style*="float"]',
  ],
  ':not(blockquote, table, td, th)[style*="border"]',
].join();

/** A mail as it was, beside what the editor shows of it; undefined: the editor keeps how it looks. */
export async function asItWas(html: string, text: string): Promise<Quote | undefined> {
  const body = inertBody(html, await frameWindow());
  return body.querySelector(LOOKS) ? { kind: 'forward', head: '', html, text } : undefined;
}

/** The mail stands there as it was, with room for words above it. */
export function takeAsItWas(key: string): void {
  const draft = find(key);
  if (!draft?.original) return;
  edit(key, { html: '<div><br></div>', body: '', quote: draft.original, textVersion: draft.textVersion + 1 });
  change(key, { original: undefined });
}
