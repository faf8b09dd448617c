import { frameWindow, inertBody } from '../../html/frame-window.ts';
import type { Quote } from '../../html/quote-text.ts';
import { change, find } from './drafts.ts';
import { edit } from './saving.ts';

/** What the editor cannot keep: backgrounds, frames, side-by-side layout. Fonts and sizes do not count: every message has them. */
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

/** Returns a message as it looked, to be used beside what the editor shows; undefined where the editor keeps its looks. */
export async function asItWas(html: string, text: string): Promise<Quote | undefined> {
  const body = inertBody(html, await frameWindow());
  return body.querySelector(LOOKS) ? { kind: 'forward', head: '', html, text } : undefined;
}

/** Puts the message as it looked into the draft, with room for text above it. */
export function takeAsItWas(key: string): void {
  const draft = find(key);
  if (!draft?.original) return;
  edit(key, { html: '<div><br></div>', body: '', quote: draft.original, textVersion: draft.textVersion + 1 });
  change(key, { original: undefined });
}
