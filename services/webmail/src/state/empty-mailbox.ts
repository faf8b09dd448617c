import type { Mailbox, Row } from '../jmap/types.ts';
import { folderText } from '../words/folders/index.ts';
import { readMailboxes } from './account.ts';
import { type Kept, sumOf, whyKept } from './delivery/without-to-go.ts';
import { destroyIn } from './destroy-in.ts';
import { foldersBelow } from './folders/in-trash.ts';
import { destroyFolders } from './folders/remove-folder.ts';
import { readPage } from './list.ts';
import { call, client, useMail } from './mail.ts';
import { Refused } from './refused.ts';
import { show } from './toasts.ts';

/** The most queries; each returns as many emails as one call may have. */
const MAX_LOOKS = 10_000;

/** Asks, and then deletes all mail of a folder for good; for Trash also the folders in it. Tells how many emails were not deleted, and why. */
export async function askAndEmpty(shown: Mailbox): Promise<void> {
  // The question needs present numbers.
  await readMailboxes().catch(() => undefined);
  const mailbox = useMail.getState().mailboxes.find(({ id }) => id === shown.id) ?? shown;
  const below = belowTrash(mailbox);
  const count = [mailbox, ...below].reduce((sum, { totalEmails }) => sum + totalEmails, 0);
  if (!confirm(folderText('emptyAsk', { count, folders: below.length }))) return;
  const kept: Kept[] = [];
  try {
    for (const { id } of [mailbox, ...below]) kept.push(await emptyMailbox(id));
    // A folder stays that was moved out of Trash meanwhile, or that got new mail.
    await readMailboxes();
    const asked = new Set(below.map(({ id }) => id));
    await destroyEmpty(belowTrash(mailbox).filter(({ id }) => asked.has(id)));
  } finally {
    await Promise.allSettled([readPage(0, true), readMailboxes()]);
  }
  const why = whyKept(sumOf(kept));
  if (why) show(why);
}

function belowTrash({ id, role }: Mailbox): Mailbox[] {
  return role === 'trash' ? foldersBelow(useMail.getState().mailboxes, id) : [];
}

async function destroyEmpty(folders: readonly Mailbox[]): Promise<void> {
  try {
    await destroyFolders(client().accountId, folders, false);
  } catch (error) {
    if (!(error instanceof Refused) || !STAYS.includes(error.error.type)) throw error;
  }
}

const STAYS = ['mailboxHasEmail', 'mailboxHasChild', 'notFound'];

/** Deletes the emails that a folder has now; later ones stay. */
async function emptyMailbox(mailboxId: string): Promise<Kept> {
  const emails: Pick<Row, 'id' | 'mailboxIds'>[] = [];
  for (let look = 0; look < MAX_LOOKS; look++) {
    const [query, got] = await call([
      ['Email/query', { filter: { inMailbox: mailboxId }, position: emails.length, limit: client().maxObjects }],
      ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['mailboxIds'] }],
    ]);
    emails.push(...((got?.list ?? []) as typeof emails));
    if (((query?.ids ?? []) as string[]).length === 0) break;
  }
  return destroyIn(mailboxId, emails);
}
