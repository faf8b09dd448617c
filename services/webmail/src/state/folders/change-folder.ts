import { ownerOf } from '../../jmap/ids.ts';
import type { Mailbox } from '../../jmap/types.ts';
import { folderText as text } from '../../words/folders/index.ts';
import { readMailboxes } from '../account.ts';
import { tell } from '../actions.ts';
import { openView } from '../list.ts';
import { accountOf, call, mailboxOf, useMail } from '../mail.ts';
import { readOwners } from '../shared/owners.ts';
import { show } from '../toasts.ts';

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

/** With the mail in it, which is asked. Whoever looks at it is led to the inbox. */
export async function remove({ id, name: folder, totalEmails: count }: Mailbox): Promise<void> {
  if (!confirm(count > 0 ? text('removeAllAsk', { folder, count }) : text('removeAsk', { folder }))) return;
  const { view } = useMail.getState().list;
  const toInbox = () => openView({ mailboxId: mailboxOf('inbox')?.id ?? null, search: '' });
  const removed = await set(id, { destroy: [id], onDestroyRemoveEmails: count > 0 }, folder, async () => {
    if (view.mailboxId === id) await toInbox();
  });
  if (removed) show(text('removed', { folder }));
}

interface Refusal {
  readonly type: string;
  readonly description?: string;
}

/** Changes folders of the account that an id is of, and reads them again. False: it was refused, and the person was told. */
async function set(id: string, change: object, folder = '', done = async () => {}): Promise<boolean> {
  const accountId = accountOf(id);
  try {
    const [answer] = await call([['Mailbox/set', { accountId, ...change }]]);
    const [refused] = [answer?.notCreated, answer?.notUpdated, answer?.notDestroyed].flatMap((each) =>
      Object.values((each ?? {}) as Record<string, Refusal>),
    );
    if (refused?.type === 'mailboxHasChild') throw new Error(text('hasChild', { folder }));
    if (refused) throw new Error(refused.description ?? refused.type);
    await done();
    await (ownerOf(id) === undefined ? readMailboxes() : readOwners([accountId]));
    return true;
  } catch (error) {
    tell(error);
    return false;
  }
}
