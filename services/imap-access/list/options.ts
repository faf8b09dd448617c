import type { ListArguments as Arguments, SelectionOption } from '@postroom/imap';
import type { Mailbox } from '@postroom/mailbox';
import type { Session } from '../session/session.ts';

/** A name that LIST may return. */
export interface ListedName {
  readonly name: string;
  /** Undefined for a level that has no mailbox of its own, and for a subscription whose mailbox is gone. */
  readonly mailbox: Mailbox | undefined;
  readonly subscribed: boolean;
  /** Whether mailboxes are below it. */
  readonly hasChildren: boolean;
}

/** A selection option of LIST (RFC 5258 3.1). */
export interface ListSelection extends SelectionOption {
  readonly name: string;
  /** Whether the option needs subscriptions, some of which have no mailbox. */
  readonly needsSubscriptions?: boolean;
  selects(listed: ListedName): boolean;
  readonly attributes?: ListAttributes;
}

/** A return option of LIST (RFC 5258 3.2) with its arguments. */
export interface ListReturn {
  readonly needsSubscriptions?: boolean;
  readonly attributes?: ListAttributes;
  /** Reads data for all mailboxes together. Returns the function that writes a response after the LIST response of a mailbox. */
  responses?(session: Session, mailboxes: readonly Mailbox[]): Promise<(mailbox: Mailbox) => void>;
}

/** Returns the attributes of a name. */
export type ListAttributes = (listed: ListedName) => readonly string[];

export type ListArguments = Arguments<ListSelection, ListReturn>;
