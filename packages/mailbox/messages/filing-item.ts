import type { SpecialUse } from '@postroom/types';
import type { MessageFacts } from './message-facts.ts';

/**
 * A mailbox by its name, its special use (RFC 6154) or its id. A name or a use that does not exist (any more) means INBOX, unless
 * the name is to be created (RFC 5490 3.2 `:create`). An id that does not exist is refused.
 */
export type FilingMailbox = { name: string; create?: boolean } | { specialUse: SpecialUse } | { id: number };

/** Where a message is filed, and with which flags. */
export interface FilingPlace {
  mailbox: FilingMailbox;
  /** Bits of Flag. */
  flags: number;
  keywords: readonly string[];
}

export interface FilingItem {
  accountId: number;
  /** A message is filed once into each mailbox (RFC 5228 2.10.3): places that lead to the same mailbox are merged. */
  places: readonly [FilingPlace, ...FilingPlace[]];
  blobId: string;
  size: number;
  facts: MessageFacts;
  internalDate: Date;
}

/** A filed message, with an entry in each of its mailboxes. */
export interface Filed {
  accountId: number;
  messageId: number;
  modseq: number;
  entries: [FiledEntry, ...FiledEntry[]];
}

export interface FiledEntry {
  mailboxId: number;
  uidValidity: number;
  uid: number;
  flags: number;
  /** Spelled as in the mailbox. */
  keywords: readonly string[];
}

export type FilingResult = { filed: Filed } | { refused: 'over-quota' | 'account-gone' | 'mailbox-gone' };
