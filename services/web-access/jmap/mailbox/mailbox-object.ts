import { formatId, type JsonObject, roleOf } from '@postroom/jmap';
import type { CountedMailbox, MailView, ThreadCounts } from '@postroom/mailbox';
import type { Rights } from '@postroom/types';
import { PRINCIPALS } from '../capabilities.ts';
import { rightsObject } from './mailbox-rights.ts';
import { shareWithObject } from './share-with.ts';

const DELIMITER = '/';

/** RFC 8621 2: those with a role come first, in the order in which people look for them. */
const ORDER = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash'];
const OTHERS = 10;

const PROPERTIES = [
  'id',
  'name',
  'parentId',
  'role',
  'sortOrder',
  'totalEmails',
  'unreadEmails',
  'totalThreads',
  'unreadThreads',
  'myRights',
  'shareWith',
  'isSubscribed',
];

export function isMailboxProperty(name: string): boolean {
  return PROPERTIES.includes(name);
}

/** Those that are told unasked: `shareWith` (RFC 9670) where the request uses it. */
export function defaultMailboxProperties(using: ReadonlySet<string>): readonly string[] {
  return using.has(PRINCIPALS) ? PROPERTIES : PROPERTIES.filter((name) => name !== 'shareWith');
}

/** What is known of mailboxes beside what they are. */
export interface KnownOfMailboxes {
  /** By mailbox; where they are not known there are none. */
  readonly threads?: ReadonlyMap<number, ThreadCounts> | undefined;
  /** Who else may do what, by mailbox and account. */
  readonly grants?: ReadonlyMap<number, ReadonlyMap<number, Rights>> | undefined;
}

/**
 * Mailboxes as JMAP has them. A level of the hierarchy that has no mailbox of its own is none here either: what is below it
 * shows its name with the delimiter. Of somebody else's mailbox nothing is told of those above it that are not shared.
 */
export function mailboxObjects(
  mailboxes: readonly CountedMailbox[],
  { shared }: MailView,
  { threads = new Map(), grants = new Map() }: KnownOfMailboxes = {},
): JsonObject[] {
  const idByName = new Map(mailboxes.map(({ name, id }) => [name, id]));
  const siblings = new Set<string>();
  return mailboxes.map((mailbox) => {
    const parent = nearestAbove(mailbox.name, idByName);
    const isInbox = mailbox.name === 'INBOX';
    const role = isInbox ? 'inbox' : roleOf(mailbox.specialUse);
    const order = role === null ? -1 : ORDER.indexOf(role);
    const below = parent === undefined ? 0 : parent.length + DELIMITER.length;
    const plain = isInbox ? 'Inbox' : mailbox.name.slice(shared ? mailbox.name.lastIndexOf(DELIMITER) + 1 : below);
    // RFC 8621 2: siblings have names of their own.
    const name = shared && siblings.has(`${parent ?? ''}${DELIMITER}${plain}`) ? `${plain} [M${mailbox.id}]` : plain;
    siblings.add(`${parent ?? ''}${DELIMITER}${plain}`);
    return {
      id: formatId('M', mailbox.id),
      name,
      parentId: parent === undefined ? null : formatId('M', idByName.get(parent) as number),
      role,
      sortOrder: mailbox.sortOrder ?? (order < 0 ? OTHERS : order + 1),
      totalEmails: mailbox.totalEmails,
      unreadEmails: mailbox.unreadEmails,
      totalThreads: threads.get(mailbox.id)?.total ?? 0,
      unreadThreads: threads.get(mailbox.id)?.unread ?? 0,
      myRights: rightsObject(mailbox.rights, isInbox),
      shareWith: mailbox.rights.has('a') ? shareWithObject(grants.get(mailbox.id)) : null,
      isSubscribed: mailbox.isSubscribed,
    };
  });
}

function nearestAbove(name: string, idByName: ReadonlyMap<string, number>): string | undefined {
  for (let end = name.lastIndexOf(DELIMITER); end > 0; end = name.lastIndexOf(DELIMITER, end - 1)) {
    const above = name.slice(0, end);
    if (idByName.has(above)) return above;
  }
  return undefined;
}
