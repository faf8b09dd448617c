import { createHash } from 'node:crypto';
import { packBigints } from '@postroom/database';
import { formatRights, MailError, type Rights } from '@postroom/types';
import { type MailboxRef, ownMailbox, type Reader } from '../mailboxes/mailbox-ref.ts';

/** What somebody may do with a mailbox of another account. */
export interface Share {
  readonly rights: Rights;
  /** By who may use it (RFC 8621 2 isSubscribed). */
  readonly isSubscribed: boolean;
}

/** An account's mail as somebody sees it: to anyone but its owner only what is shared with him is there. */
export interface MailView {
  readonly accountId: number;
  /** Mailboxes, and what may be done with each; null: all of them, as their owner. */
  readonly shared: ReadonlyMap<number, Share> | null;
  /** Who has a \Seen of his own there. */
  readonly reader?: Reader;
}

/** What an account's owner sees. */
export function ownMail(accountId: number): MailView {
  return { accountId, shared: null };
}

/** Throws mailbox-not-found for one that is not seen. Of one's own it is not looked whether it is there. */
export function seenMailbox({ accountId, shared, reader }: MailView, mailboxId: number): MailboxRef {
  if (!shared) return ownMailbox(accountId, mailboxId);
  const share = shared.get(mailboxId);
  if (!share) throw new MailError('mailbox-not-found', 'There is no such mailbox');
  return { accountId, mailboxId, rights: share.rights, reader };
}

export function isSeen({ shared }: MailView, mailboxId: number): boolean {
  return shared?.has(mailboxId) ?? true;
}

/** The mailboxes whose messages may be read; null: all. */
export function readableMailboxes({ shared }: MailView): number[] | null {
  return shared && [...shared].flatMap(([id, { rights }]) => (rights.has('r') ? [id] : []));
}

/** SQL that leaves entries in mailboxes out that may not be read; of one's own mail nothing is left out, and statements stay as they are. */
export interface Narrowing {
  /** For the name of a prepared statement. */
  readonly suffix: string;
  /** The parameter `$place`, if there is one. */
  readonly values: readonly unknown[];
  /** @param column the id of the entry's mailbox */
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

/** The end of a state (RFC 8620 5.1): another one when other mailboxes are seen, or other things may be done with them. */
export function stateMark({ shared }: MailView): string {
  if (!shared) return '';
  const all = [...shared].sort(([one], [other]) => one - other).map(([id, { rights }]) => id + formatRights(rights));
  return `-${createHash('md5').update(all.join(',')).digest('hex').slice(0, 8)}`;
}

/** A state without its mark; null if it is one of other rights. */
export function unmarked(view: MailView, state: string): string | null {
  const mark = stateMark(view);
  if (mark === '') return state;
  return state.endsWith(mark) ? state.slice(0, -mark.length) : null;
}
