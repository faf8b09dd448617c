import { formatId, type JsonObject, roleOf } from '@postroom/jmap';
import type { CountedMailbox, ThreadCounts } from '@postroom/mailbox';

const DELIMITER = '/';

/** RFC 8621 2: those with a role come first, in the order in which people look for them. */
const ORDER = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash'];
const OTHERS = 10;

const PROPERTIES = new Set([
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
  'isSubscribed',
]);

export function isMailboxProperty(name: string): boolean {
  return PROPERTIES.has(name);
}

/** The mailbox is one's own. Of INBOX the name and the place are given (RFC 9051 5.1). */
function rights(isInbox: boolean): JsonObject {
  return {
    mayReadItems: true,
    mayAddItems: true,
    mayRemoveItems: true,
    maySetSeen: true,
    maySetKeywords: true,
    mayCreateChild: true,
    mayRename: !isInbox,
    mayDelete: !isInbox,
    maySubmit: true,
  };
}

/**
 * Mailboxes as JMAP has them. A level of the hierarchy that has no mailbox of its own is none here either: what is below it
 * shows its name with the delimiter.
 * @param threads by mailbox; where they are not known there are none
 */
export function mailboxObjects(
  mailboxes: readonly CountedMailbox[],
  threads: ReadonlyMap<number, ThreadCounts> = new Map(),
): JsonObject[] {
  const idByName = new Map(mailboxes.map(({ name, id }) => [name, id]));
  return mailboxes.map((mailbox) => {
    const parent = nearestAbove(mailbox.name, idByName);
    const isInbox = mailbox.name === 'INBOX';
    const role = isInbox ? 'inbox' : roleOf(mailbox.specialUse);
    const order = role === null ? -1 : ORDER.indexOf(role);
    return {
      id: formatId('M', mailbox.id),
      name: isInbox
        ? 'Inbox'
        : parent === undefined
          ? mailbox.name
          : mailbox.name.slice(parent.length + DELIMITER.length),
      parentId: parent === undefined ? null : formatId('M', idByName.get(parent) as number),
      role,
      sortOrder: order < 0 ? OTHERS : order + 1,
      totalEmails: mailbox.totalEmails,
      unreadEmails: mailbox.unreadEmails,
      totalThreads: threads.get(mailbox.id)?.total ?? 0,
      unreadThreads: threads.get(mailbox.id)?.unread ?? 0,
      myRights: rights(isInbox),
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
