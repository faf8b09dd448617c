import type { Mailbox } from '../jmap/types.ts';
import type { View } from './mail.ts';

/** What the page shows: a folder or a search, and the open email. */
export interface Place extends View {
  readonly openId: string | null;
}

/** Stands in an address for a search in all folders. */
const EVERYWHERE = 'all';

type Folders = readonly Pick<Mailbox, 'id' | 'role'>[];

/**
 * Returns the address of a place. The Inbox is `/`; all else stands behind the `#`, which is in no request and no log: `/#/archive/E5`,
 * `/#/M7?q=anna`, `/#/all?q=anna`. A folder is named by its role, or by its id where it has none.
 */
export function addressOf({ mailboxId, search, openId }: Place, mailboxes: Folders): string {
  const role = mailboxes.find(({ id }) => id === mailboxId)?.role;
  const folder = mailboxId === null ? EVERYWHERE : (role ?? mailboxId);
  if (folder === 'inbox' && search === '' && openId === null) return '/';
  const query = search && `?q=${encodeURIComponent(search.toWellFormed())}`;
  return `/#/${[folder, openId].filter(Boolean).join('/')}${query}`;
}

/** Returns the place that the hash of an address names; undefined where it names none. The folder and the email may no longer exist. */
export function placeAt(hash: string, mailboxes: Folders): Place | undefined {
  const [, folder, openId = null, query = ''] = /^#\/([\w:-]+)(?:\/([\w:-]+))?(?:\?q=(.*))?$/.exec(hash) ?? [];
  if (folder === undefined) return undefined;
  const search = decoded(query).trim();
  if (folder === EVERYWHERE) return search === '' ? undefined : { mailboxId: null, search, openId };
  return { mailboxId: mailboxes.find(({ role }) => role === folder)?.id ?? folder, search, openId };
}

function decoded(query: string): string {
  try {
    return decodeURIComponent(query);
  } catch {
    // The address was typed by hand: a broken escape is taken as it is.
    return query;
  }
}
