import { formatId, type JsonObject, roleOf } from '@postroom/jmap';
import type { CountedMailbox, MailView, ThreadCounts } from '@postroom/mailbox';
import type { Rights } from '@postroom/types';
import { PRINCIPALS } from '../capabilities.ts';
import { rightsObject } from './mailbox-rights.ts';
import { shareWithObject } from './share-with.ts';

const DELIMITER = '/';

/** Mailboxes with a role come first (RFC 8621 2), in the order in which people look for them. */
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

/** Returns the properties sent by default; `shareWith` (RFC 9670) is one of them if the request uses its capability. */
export function defaultMailboxProperties(using: ReadonlySet<string>): readonly string[] {
  return using.has(PRINCIPALS) ? PROPERTIES : PROPERTIES.filter((name) => name !== 'shareWith');
}

/** More facts about mailboxes, read only when they are needed. */
export interface KnownOfMailboxes {
  /** Counts of threads by mailbox; without them the counts are 0. */
  readonly threads?: ReadonlyMap<number, ThreadCounts> | undefined;
  /** The rights of others, by mailbox and account. */
  readonly grants?: ReadonlyMap<number, ReadonlyMap<number, Rights>> | undefined;
}

/**
 * Returns mailboxes as JMAP objects. A level of the hierarchy without a mailbox is left out: the mailbox below has a name with the
 * delimiter in it. In somebody else's account the names of levels that are not shared stay hidden.
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
    // RFC 8621 2: siblings must have different names.
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
