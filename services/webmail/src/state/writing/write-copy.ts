import { blank } from './begin.ts';
import type { Draft } from './draft.ts';
import { add } from './drafts.ts';
import { saveSoon } from './saving.ts';

/** Begins a message that already has text, and saves it. */
export function writeCopy(about: Partial<Draft>): void {
  const draft: Draft = { ...blank(), ...about, revision: 1, saved: 'dirty' };
  add(draft);
  saveSoon(draft.key);
}
