import { text } from '../../words/index.ts';
import { sharedText } from '../../words/shared/index.ts';
import { readMailboxes } from '../account.ts';
import { emailsOf, inBatches } from '../conversations.ts';
import { accountOf, call, client } from '../mail.ts';
import { requireDone } from '../refused.ts';
import { showError } from '../show-error.ts';
import { show } from '../toasts.ts';
import { readOwners } from './owners.ts';

/**
 * Copies conversations into a folder of another account (RFC 8621 4.7). Undo destroys the copies, also when copying broke off. Keywords are
 * the new owner's own matter, so copies have none, except that copies in one's own folders stay read.
 */
export async function copyTo(ids: readonly string[], mailboxId: string, folder: string): Promise<void> {
  const accountId = accountOf(mailboxId);
  const made: string[] = [];
  const undo = { label: text('app.undo'), run: () => void takeBack(accountId, made).catch(showError) };
  try {
    const emails = await emailsOf(ids);
    const isMine = accountId === client().accountId;
    for (const some of inBatches(emails)) {
      const create = some.map(({ id, keywords }, at) => {
        const seen = isMine && keywords.$seen ? { $seen: true } : {};
        return [`c${at}`, { id, mailboxIds: { [mailboxId]: true }, keywords: seen }];
      });
      const args = { fromAccountId: accountOf(ids[0]), accountId, create: Object.fromEntries(create) };
      const [answer] = await call([['Email/copy', args]]);
      made.push(...Object.values((answer?.created ?? {}) as Record<string, { id: string }>).map(({ id }) => id));
      requireDone(answer);
    }
    show(sharedText('copied', { count: ids.length, folder }), undo);
  } catch (error) {
    showError(error, made.length > 0 ? undo : undefined);
  } finally {
    if (made.length > 0) readAgain(accountId);
  }
}

async function takeBack(accountId: string, ids: readonly string[]): Promise<void> {
  for (const some of inBatches(ids)) {
    const [answer] = await call([['Email/set', { accountId, destroy: some }]]);
    requireDone(answer);
  }
  readAgain(accountId);
}

function readAgain(accountId: string): void {
  const read = accountId === client().accountId ? readMailboxes() : readOwners([accountId]);
  void read.catch(() => undefined);
}
