import type { Entry } from './entries.ts';

/** What is mostly read of a message for IMAP FETCH; fields that were not wanted are missing. */
export type PackedEntry = Pick<Entry, 'uid' | 'flags' | 'keywords'> &
  Partial<Pick<Entry, 'modseq' | 'size' | 'internalDate' | 'envelope' | 'bodyStructure' | 'header'>>;

/** The columns that are wanted besides uid, flags and keywords. */
export type PackedFields = Partial<Record<Exclude<keyof PackedEntry, 'uid' | 'flags' | 'keywords'>, boolean>>;
