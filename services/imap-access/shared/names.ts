import { addressKey } from '@postroom/directory';
import { ancestors, DELIMITER, foldInbox, type SharedMailbox } from '@postroom/mailbox';

/** The namespace (RFC 2342 5) in which each account that shares mailboxes has a level of its own. */
export const OTHER_USERS = 'Other Users';

const PREFIX = OTHER_USERS + DELIMITER;

/** Returns the name of a shared mailbox for other users: `Other Users/anna@example.org/Team`. */
export function sharedName({ owner, name }: Pick<SharedMailbox, 'owner' | 'name'>): string {
  return PREFIX + owner + DELIMITER + name;
}

/** Whether a name is in the namespace of other users. */
export function isOfOthers(name: string): boolean {
  return name === OTHER_USERS || name.startsWith(PREFIX);
}

/** Returns all mailboxes that such a name may mean: both local parts and mailbox names may contain slashes. */
export function meantBy(name: string): { owner: string; name: string }[] {
  if (!name.startsWith(PREFIX)) return [];
  const rest = name.slice(PREFIX.length).normalize('NFC');
  return ancestors(rest).flatMap((above) => {
    const owner = above.includes('@') ? addressKey(above) : null;
    return owner === null ? [] : [{ owner, name: foldInbox(rest.slice(above.length + DELIMITER.length)) }];
  });
}
