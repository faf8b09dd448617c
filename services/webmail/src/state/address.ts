import type { Mailbox } from '../jmap/types.ts';
import type { View } from './mail.ts';

/** What is shown: a folder or a search, and the mail that is open. */
export interface Place extends View {
  readonly openId: string | null;
}

/** Where one looks in all of one's folders. */
const EVERYWHERE = 'all';

type Folders = readonly Pick<Mailbox, 'id' | 'role'>[];

/**
 * The address of a place. The Inbox is `/`; all else stands behind the #, which is in no request and no log: `/#/archive/E5`, `/#/M7?q=anna`,
 * `/#/all?q=anna`. A folder with a role is called by that, others by their id.
 */
export function addressOf({ mailboxId, search, openId }: Place, mailboxes: Folders): string {
  const role = mailboxes.find(({ id }) => id === mailboxId)?.role;
  const folder = mailboxId === null ? EVERYWHERE : (role ?? mailboxId);
  if (folder === 'inbox' && search === '' && openId === null) return '/';
  const query = search && `?q=${encodeURIComponent(search.toWellFormed())}`;
  return `/#/${[folder, openId].filter(Boolean).join('/')}${query}`;
}

/** The place that an address names, by what stands in it from the # on; undefined where it names none. What it names may be gone. */
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
    // Somebody typed it.
    return query;
  }
}
