import { text } from '../../words/index.ts';
import { sharedText } from '../../words/shared/index.ts';
import { readMailboxes } from '../account.ts';
import { tell } from '../actions.ts';
import { emailsOf, inBatches } from '../conversations.ts';
import { accountOf, call, client } from '../mail.ts';
import { show } from '../toasts.ts';
import { readOwners } from './owners.ts';

interface CopyAnswer {
  readonly created: Readonly<Record<string, { readonly id: string }>> | null;
  readonly notCreated: Readonly<Record<string, { readonly type: string; readonly description?: string }>> | null;
}

/**
 * Copies conversations into a folder of another account (RFC 8621 4.7), with an undo that destroys the copies. How they are marked is
 * theirs who have them: a copy is marked as read alone, and only in one's own folders.
 */
export async function copyTo(ids: readonly string[], mailboxId: string, folder: string): Promise<void> {
  const accountId = accountOf(mailboxId);
  const made: string[] = [];
  try {
    const emails = await emailsOf(ids);
    const isMine = accountId === client().accountId;
    for (const some of inBatches(emails)) {
      const create = some.map(({ id, keywords }, at) => {
        const seen = isMine && keywords.$seen ? { $seen: true } : {};
        return [`c${at}`, { id, mailboxIds: { [mailboxId]: true }, keywords: seen }];
      });
      const args = { fromAccountId: accountOf(ids[0]), accountId, create: Object.fromEntries(create) };
      const [answer] = (await call([['Email/copy', args]])) as unknown as [CopyAnswer];
      made.push(...Object.values(answer.created ?? {}).map(({ id }) => id));
      const [refused] = Object.values(answer.notCreated ?? {});
      if (refused) throw new Error(refused.description ?? refused.type);
    }
    show(sharedText('copied', { count: ids.length, folder }), {
      ...{ label: text('app.undo'), run: () => void takeBack(accountId, made).catch(tell) },
    });
  } catch (error) {
    tell(error);
  } finally {
    if (made.length > 0) readAgain(accountId);
  }
}

async function takeBack(accountId: string, ids: readonly string[]): Promise<void> {
  for (const some of inBatches(ids)) {
    const [answer] = await call([['Email/set', { accountId, destroy: some }]]);
    const [refused] = Object.values((answer?.notDestroyed ?? {}) as NonNullable<CopyAnswer['notCreated']>);
    if (refused) throw new Error(refused.description ?? refused.type);
  }
  readAgain(accountId);
}

function readAgain(accountId: string): void {
  const read = accountId === client().accountId ? readMailboxes() : readOwners([accountId]);
  void read.catch(() => undefined);
}
