import type { TextPlace } from '../search/text-question.ts';

/** The condition of a query for emails (RFC 8621 4.4.1). */
export type EmailFilter =
  | { readonly all: readonly EmailFilter[] }
  | { readonly any: readonly EmailFilter[] }
  | { readonly not: EmailFilter }
  | EmailTest;

export type EmailTest =
  | { readonly is: 'in'; readonly mailboxId: number }
  /** In a mailbox that is not one of these. */
  | { readonly is: 'outside'; readonly mailboxIds: readonly number[] }
  | { readonly is: 'before' | 'since'; readonly at: Date }
  | { readonly is: 'smaller' | 'as-large'; readonly bytes: number }
  | { readonly is: 'keyword'; readonly keyword: string; readonly of: KeywordScope }
  | { readonly is: 'attachment' }
  | HeaderTest
  /** Words folded by foldCase of the mime package; the email must contain all of them, with any accents. */
  | { readonly is: 'text'; readonly where: readonly TextPlace[]; readonly words: readonly string[] }
  /** An address folded by foldCase; it is compared letter by letter: `paypal` is not `päypal`. */
  | { readonly is: 'address'; readonly where: readonly AddressPlace[]; readonly address: string };

/** A field with this name (lower case) contains the text, which is folded by foldCase. An empty text: there is such a field. */
export interface HeaderTest {
  readonly is: 'header';
  readonly field: string;
  readonly text: string;
}

/** Who must have the keyword: the email, all emails of its thread, or at least one of them. */
export type KeywordScope = 'email' | 'all-in-thread' | 'some-in-thread';

export type AddressPlace = 'from' | 'to' | 'cc' | 'bcc';

/** A criterion for the order of emails (RFC 8621 4.4.2). */
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
