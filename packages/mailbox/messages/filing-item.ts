import type { SpecialUse } from '@postroom/types';
import type { MessageFacts } from './message-facts.ts';

/**
 * A mailbox by its name, its special use (RFC 6154) or its id. A name or a use that is not there (any more) means INBOX, unless
 * the name is to be made (RFC 5490 3.2 `:create`); an id that is not there is refused.
 */
export type FilingMailbox = { name: string; create?: boolean } | { specialUse: SpecialUse } | { id: number };

/** Where a message is filed, and what it has there. */
export interface FilingPlace {
  mailbox: FilingMailbox;
  /** Bits of Flag. */
  flags: number;
  keywords: readonly string[];
}

export interface FilingItem {
  accountId: number;
  /** Each mailbox has the message once (RFC 5228 2.10.3): places that turn out to be the same one are put together. */
  places: readonly [FilingPlace, ...FilingPlace[]];
  blobId: string;
  size: number;
  facts: MessageFacts;
  internalDate: Date;
}

/** One message, with an entry in each of its mailboxes. */
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
  /** As the mailbox spells them. */
  keywords: readonly string[];
}

export type FilingResult = { filed: Filed } | { refused: 'over-quota' | 'account-gone' | 'mailbox-gone' };
