import type { Args } from '../../jmap/client.ts';
import { ownerOf } from '../../jmap/ids.ts';
import type { Mailbox } from '../../jmap/types.ts';
import { folderText as text } from '../../words/folders/index.ts';
import { accountOf, call } from '../mail.ts';
import { requireDone, Said } from '../refused.ts';
import { readFoldersOf } from './place-folder.ts';
import { destroyFolders, leaveFolders } from './remove-folder.ts';

/** Undoes a change of a folder. Throws Refused. */
export type Undo = () => Promise<void>;

/** Creates a folder in another (null: at the top). Returns an undo, which works while the folder is empty. Throws Refused, Said. */
export async function makeFolder(parent: Mailbox | null, name: string): Promise<Undo | undefined> {
  const parentId = parent?.id ?? null;
  const isOwn = ownerOf(parentId) === undefined;
  const answer = await set(parentId, {
    create: { new: { name: checked(name), parentId, ...(isOwn && { isSubscribed: true }) } },
  });
  const made = (answer.created as { new: { id: string } }).new;
  if (!isOwn && !parent?.myRights.mayDelete) return undefined;
  return async () => {
    await destroyFolders(accountOf(parentId), [made], false);
    await leaveFolders([made]);
    await readFoldersOf(parentId);
  };
}

/** Renames a folder. Throws Refused, Said. */
export async function renameFolder({ id, name: before }: Mailbox, name: string): Promise<Undo> {
  await set(id, { update: { [id]: { name: checked(name) } } });
  return async () => {
    await set(id, { update: { [id]: { name: before } } });
  };
}

/** Refuses a name with `/`, which separates the levels of a name in IMAP (RFC 8621 2). Throws Said. */
function checked(name: string): string {
  if (name.includes('/')) throw new Said(text('noSlash'));
  return name;
}

/** Changes folders of the account to which an id belongs, and reads them again. Throws Refused. */
async function set(id: string | null, change: Args): Promise<Args> {
  const [answer] = await call([['Mailbox/set', { accountId: accountOf(id), ...change }]]);
  requireDone(answer);
  await readFoldersOf(id);
  return answer ?? {};
}
