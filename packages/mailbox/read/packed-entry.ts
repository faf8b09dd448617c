import type { Entry } from './entries.ts';

/** What is kept about a message, of which IMAP FETCH asks the most; fields that were not wanted are missing. */
export type PackedEntry = Pick<Entry, 'uid' | 'flags' | 'keywords'> &
  Partial<Pick<Entry, 'modseq' | 'size' | 'internalDate' | 'envelope' | 'bodyStructure' | 'header'>>;

/** Which columns are wanted beside uid, flags and keywords. */
export type PackedFields = Partial<Record<Exclude<keyof PackedEntry, 'uid' | 'flags' | 'keywords'>, boolean>>;
