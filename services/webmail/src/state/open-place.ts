import { ownerOf } from '../jmap/ids.ts';
import { type Place, placeAt } from './address.ts';
import { openView } from './list.ts';
import { client, mailboxAt, mailboxOf, useMail } from './mail.ts';
import { openConversation } from './reading.ts';
import { readOwners } from './shared/owners.ts';
import { sharedAccountIds } from './shared/shared-account-ids.ts';
import { tell } from './tell.ts';

/** The state of an entry in the browser's history; its ids belong to one account and mean something else in another. */
interface Entry {
  readonly accountId?: string;
}

/** Shows a place. Resolves when its list is read. */
export async function openPlace({ mailboxId, search, openId }: Place): Promise<void> {
  const { view } = useMail.getState().list;
  const isOther = mailboxId !== view.mailboxId || search !== view.search;
  const shown = isOther ? openView({ mailboxId, search }) : undefined;
  openConversation(openId);
  await shown;
}

/** Shows the place in the page's address. Where there is none or it does not exist (which the person is told), shows the Inbox. */
export async function openAddressed(): Promise<void> {
  const { accountId: of = client().accountId } = (history.state ?? {}) as Entry;
  if (location.hash === '' || of !== client().accountId) return openInbox();
  const place = placeAt(location.hash, useMail.getState().mailboxes);
  if (place && ownerOf(place.mailboxId) !== undefined && !mailboxAt(place.mailboxId))
    await readOwners(sharedAccountIds()).catch(() => undefined);
  if (place && (place.mailboxId === null || mailboxAt(place.mailboxId))) return openPlace(place);
  tell('place.none');
  return openInbox();
}

async function openInbox(): Promise<void> {
  const inbox = mailboxOf('inbox');
  if (inbox) await openPlace({ mailboxId: inbox.id, search: '', openId: null });
}
