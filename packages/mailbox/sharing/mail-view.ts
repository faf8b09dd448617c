import { createHash } from 'node:crypto';
import { packBigints } from '@postroom/database';
import { formatRights, MailError, type Rights } from '@postroom/types';
import { type MailboxRef, ownMailbox, type Reader } from '../mailboxes/mailbox-ref.ts';

/** What an account may do with a mailbox of another account. */
export interface Share {
  readonly rights: Rights;
  /** Whether the account that uses it is subscribed to it (RFC 8621 2 isSubscribed). */
  readonly isSubscribed: boolean;
}

/** An account's mail as somebody sees it: everyone but its owner sees only what is shared. */
export interface MailView {
  readonly accountId: number;
  /** The visible mailboxes and the rights in each; null: all of them, with the rights of the owner. */
  readonly shared: ReadonlyMap<number, Share> | null;
  /** The account that has a \Seen of its own there. */
  readonly reader?: Reader;
}

/** Returns the owner's view of an account. */
export function ownMail(accountId: number): MailView {
  return { accountId, shared: null };
}

/** Returns a reference to a mailbox of the view. Throws mailbox-not-found if it is not visible. For an owner it is not checked that it exists. */
export function seenMailbox({ accountId, shared, reader }: MailView, mailboxId: number): MailboxRef {
  if (!shared) return ownMailbox(accountId, mailboxId);
  const share = shared.get(mailboxId);
  if (!share) throw new MailError('mailbox-not-found', 'There is no such mailbox');
  return { accountId, mailboxId, rights: share.rights, reader };
}

export function isSeen({ shared }: MailView, mailboxId: number): boolean {
  return shared?.has(mailboxId) ?? true;
}

/** Returns the ids of mailboxes whose messages may be read; null means all. */
export function readableMailboxes({ shared }: MailView): number[] | null {
  return shared && [...shared].flatMap(([id, { rights }]) => (rights.has('r') ? [id] : []));
}

/** SQL that leaves out entries in mailboxes that may not be read. For owners it leaves out nothing, and statements stay the same. */
export interface Narrowing {
  /** A suffix for the name of a prepared statement. */
  readonly suffix: string;
  /** The value of the parameter `$place`, if there is one. */
  readonly values: readonly unknown[];
  /** SQL: ` and …`. @param column the mailbox id of the entry */
  and(column: string): string;
}

const EVERYTHING: Narrowing = { suffix: '', values: [], and: () => '' };

export function narrowing(view: MailView, place: number): Narrowing {
  const ids = readableMailboxes(view);
  if (!ids) return EVERYTHING;
  return {
    suffix: '-shared',
    values: [packBigints(ids)],
    and: (column) => ` and ${column} = any($${place}::bigint[])`,
  };
}

/** Returns the end of a state (RFC 8620 5.1), which changes when the visible mailboxes or the rights in them change. */
export function stateMark({ shared }: MailView): string {
  if (!shared) return '';
  const all = [...shared].sort(([one], [other]) => one - other).map(([id, { rights }]) => id + formatRights(rights));
  return `-${createHash('md5').update(all.join(',')).digest('hex').slice(0, 8)}`;
}

/** Returns a state without its mark; null when the mark is of other rights. */
export function unmarked(view: MailView, state: string): string | null {
  const mark = stateMark(view);
  if (mark === '') return state;
  return state.endsWith(mark) ? state.slice(0, -mark.length) : null;
}
