import { addressKey } from '@postroom/directory';
import { ancestors, DELIMITER, foldInbox, type SharedMailbox } from '@postroom/mailbox';

/** RFC 2342 5: the namespace in which each account that shares something has a level of its own. */
export const OTHER_USERS = 'Other Users';

const PREFIX = OTHER_USERS + DELIMITER;

/** How a shared mailbox is called by those it is shared with: `Other Users/anna@example.org/Team`. */
export function sharedName({ owner, name }: Pick<SharedMailbox, 'owner' | 'name'>): string {
  return PREFIX + owner + DELIMITER + name;
}

/** Whether it lies where the mailboxes of others do. */
export function isOfOthers(name: string): boolean {
  return name === OTHER_USERS || name.startsWith(PREFIX);
}

/** The mailboxes that a name of that kind may mean: a local part may have slashes in it, as names have. */
export function meantBy(name: string): { owner: string; name: string }[] {
  if (!name.startsWith(PREFIX)) return [];
  const rest = name.slice(PREFIX.length).normalize('NFC');
  return ancestors(rest).flatMap((above) => {
    const owner = above.includes('@') ? addressKey(above) : null;
    return owner === null ? [] : [{ owner, name: foldInbox(rest.slice(above.length + DELIMITER.length)) }];
  });
}
