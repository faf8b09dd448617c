import type { ListArguments as Arguments, SelectionOption } from '@postroom/imap';
import type { Mailbox } from '@postroom/mailbox';
import type { Session } from '../session/session.ts';

/** A name that LIST may tell. */
export interface ListedName {
  readonly name: string;
  /** Undefined for a level that has no mailbox of its own, and for a subscription whose mailbox is gone. */
  readonly mailbox: Mailbox | undefined;
  readonly subscribed: boolean;
  /** Mailboxes are below it. */
  readonly hasChildren: boolean;
}

/** A selection option of LIST (RFC 5258 3.1). */
export interface ListSelection extends SelectionOption {
  readonly name: string;
  /** It asks for subscriptions, of which some have no mailbox. */
  readonly needsSubscriptions?: boolean;
  selects(listed: ListedName): boolean;
  readonly attributes?: ListAttributes;
}

/** A return option of LIST (RFC 5258 3.2) as it was asked for. */
export interface ListReturn {
  readonly needsSubscriptions?: boolean;
  readonly attributes?: ListAttributes;
  /** Reads what it needs for all of these mailboxes together, and returns the writer of a response behind each one's LIST. */
  responses?(session: Session, mailboxes: readonly Mailbox[]): Promise<(mailbox: Mailbox) => void>;
}

/** Attributes of a name. */
export type ListAttributes = (listed: ListedName) => readonly string[];

export type ListArguments = Arguments<ListSelection, ListReturn>;
