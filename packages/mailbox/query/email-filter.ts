import type { TextPlace } from '../search/text-question.ts';

/** Which emails are wanted (RFC 8621 4.4.1). */
export type EmailFilter =
  | { readonly all: readonly EmailFilter[] }
  | { readonly any: readonly EmailFilter[] }
  | { readonly not: EmailFilter }
  | EmailTest;

export type EmailTest =
  | { readonly is: 'in'; readonly mailboxId: number }
  /** In a mailbox that is none of these. */
  | { readonly is: 'outside'; readonly mailboxIds: readonly number[] }
  | { readonly is: 'before' | 'since'; readonly at: Date }
  | { readonly is: 'smaller' | 'as-large'; readonly bytes: number }
  | { readonly is: 'keyword'; readonly keyword: string; readonly of: KeywordScope }
  | { readonly is: 'attachment' }
  | HeaderTest
  /** Folded by foldCase of the mime package; every one is there, with any accents. */
  | { readonly is: 'text'; readonly where: readonly TextPlace[]; readonly words: readonly string[] }
  /** Folded by foldCase, and there letter for letter: `paypal` is not `päypal`. */
  | { readonly is: 'address'; readonly where: readonly AddressPlace[]; readonly address: string };

/** A field of that name (lower case) has the text, folded by foldCase; an empty one: there is such a field. */
export interface HeaderTest {
  readonly is: 'header';
  readonly field: string;
  readonly text: string;
}

/** Whose keyword it is: the email's, every one's in its thread, or any one's. */
export type KeywordScope = 'email' | 'all-in-thread' | 'some-in-thread';

export type AddressPlace = 'from' | 'to' | 'cc' | 'bcc';

/** The order of emails (RFC 8621 4.4.2). */
export interface EmailComparator {
  readonly by:
    | 'received'
    | 'sent'
    | 'size'
    | 'from'
    | 'to'
    | 'subject'
    | { readonly keyword: string; readonly of: KeywordScope };
  readonly isAscending: boolean;
}
