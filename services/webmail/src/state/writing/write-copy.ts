import { blank } from './begin.ts';
import type { Draft } from './draft.ts';
import { add } from './drafts.ts';
import { saveSoon } from './saving.ts';

/** Begins a mail whose words are there already, and keeps it. */
export function writeCopy(about: Partial<Draft>): void {
  const draft: Draft = { ...blank(), ...about, revision: 1, saved: 'dirty' };
  add(draft);
  saveSoon(draft.key);
}
