import { ownerOf } from '../../jmap/ids.ts';
import type { Mailbox } from '../../jmap/types.ts';
import { folderText as text } from '../../words/folders/index.ts';
import { text as pageText } from '../../words/index.ts';
import { accountOf, call } from '../mail.ts';
import { requireDone } from '../refused.ts';
import { tell } from '../tell.ts';
import { show } from '../toasts.ts';
import { readFoldersOf } from './place-folder.ts';

export { removeFolder as remove } from './remove-folder.ts';

/** Asks for a name, and makes a folder at the top. */
export async function make(): Promise<void> {
  const name = prompt(pageText('folders.newName'))?.trim();
  if (name) await set(null, { create: { new: { name, isSubscribed: true } } });
}

/** Asks for a name, and makes a folder in another. */
export async function makeIn({ id, name: folder }: Mailbox): Promise<void> {
  const name = prompt(text('nameIn', { folder }))?.trim();
  if (!name) return;
  const more = ownerOf(id) === undefined ? { isSubscribed: true } : {};
  if (await set(id, { create: { new: { name, parentId: id, ...more } } })) show(text('made', { folder: name }));
}

export async function rename({ id, name: folder }: Mailbox): Promise<void> {
  const name = prompt(text('newName', { folder }), folder)?.trim();
  if (!name || name === folder) return;
  if (await set(id, { update: { [id]: { name } } })) show(text('renamed', { folder, name }));
}

/** Changes folders of the account that an id is of, and reads them again. False: it was refused, and the person was told. */
async function set(id: string | null, change: object): Promise<boolean> {
  try {
    const [answer] = await call([['Mailbox/set', { accountId: accountOf(id), ...change }]]);
    requireDone(answer);
    await readFoldersOf(id);
    return true;
  } catch (error) {
    tell(error);
    return false;
  }
}
