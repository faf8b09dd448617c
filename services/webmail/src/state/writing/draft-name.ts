import type { Draft } from './draft.ts';

/** Returns the prefix of the names of an account's drafts. */
export function prefixOf(accountId: string): string {
  return `postroom.draft.${accountId}.`;
}

/** Returns the name of a draft in localStorage, and of the lock by which one tab, or the service worker, has it. */
export function nameOf({ accountId, key }: Pick<Draft, 'accountId' | 'key'>): string {
  return prefixOf(accountId) + key;
}
