import type { Row } from '../../jmap/types.ts';
import { bulkText } from '../../words/bulk/index.ts';
import { text } from '../../words/index.ts';
import { readMailboxes } from '../account.ts';
import { inBatches } from '../conversations.ts';
import { readPage } from '../list.ts';
import { accountOf, call, client, useMail } from '../mail.ts';
import type { Patch } from '../move.ts';
import { Refused, type SetError } from '../refused.ts';
import { clearSelection } from '../selection.ts';
import { readOwners } from '../shared/owners.ts';
import { showError } from '../show-error.ts';
import { reword, show } from '../toasts.ts';
import { emailsOfAll } from './conversations-in.ts';

/** A change of each email of the list. */
export interface Deed {
  /** Returns the change; null where the email is that way already. */
  patchOf(row: Row): Patch | null;
  /** Returns the change that undoes it. */
  backOf(row: Row): Patch;
  /** Returns the emails that are changed; without it all are. */
  spare?(emails: readonly Row[]): Promise<readonly Row[]>;
  /** Returns the message for that many conversations. */
  done(count: number): string;
}

interface Changed {
  readonly id: string;
  readonly back: Patch;
}

/**
 * Changes all mail of the list in batches and shows the progress. The person can stop it. Undo restores what was changed until it ended,
 * was stopped or broke off.
 */
export async function runForAll({ patchOf, backOf, done, spare }: Deed): Promise<void> {
  const accountId = accountOf(useMail.getState().list.view.mailboxId);
  const changed: Changed[] = [];
  const undo = { label: text('app.undo'), run: () => void takeBack(accountId, changed).catch(showError) };
  try {
    const count = await eachBatch(async (emails) => {
      const todo = (spare ? await spare(emails) : emails).flatMap((row) => {
        const patch = patchOf(row);
        return patch ? [{ id: row.id, back: backOf(row), patch }] : [];
      });
      for (const some of inBatches(todo)) {
        await update(accountId, some, ({ patch }) => patch, changed);
      }
    });
    show(done(count), undo);
  } catch (error) {
    showError(error, changed.length > 0 ? undo : undefined);
  } finally {
    await readAgain(accountId);
  }
}

/** Goes through all mail of the list. Returns the number of conversations: all, or those done before it was stopped. */
export async function eachBatch(work: (emails: Row[]) => Promise<void>): Promise<number> {
  const { list, allSelected } = useMail.getState();
  if (!allSelected) return 0;
  const { total, until } = allSelected;
  clearSelection();
  const halt = new AbortController();
  let count = 0;
  const words = (): string => bulkText('doing', { count, total: Math.max(count, total) });
  const stop = { label: bulkText('stop'), run: () => halt.abort() };
  const toast = show(words(), stop, 0);
  for await (const batch of emailsOfAll(list.view, until)) {
    if (halt.signal.aborted) break;
    await work(batch.emails);
    count += batch.count;
    reword(toast, words());
  }
  return count;
}

/** Sends one update. @param changed receives the emails that were changed */
async function update<Each extends Changed>(
  accountId: string,
  some: readonly Each[],
  patchOf: (each: Each) => Patch,
  changed: Changed[] = [],
): Promise<void> {
  const patches = Object.fromEntries(some.map((each) => [each.id, patchOf(each)]));
  const [answer] = await call([['Email/set', { accountId, update: patches }]]);
  const refused = (answer?.notUpdated ?? {}) as Record<string, SetError>;
  changed.push(...some.filter(({ id }) => !refused[id]).map(({ id, back }) => ({ id, back })));
  // Emails that no longer exist need no change.
  const why = Object.values(refused).find(({ type }) => type !== 'notFound');
  if (why) throw new Refused(why);
}

async function takeBack(accountId: string, changed: readonly Changed[]): Promise<void> {
  let count = 0;
  const words = (): string => bulkText('takingBack', { count, total: changed.length });
  const toast = show(words(), undefined, 0);
  try {
    for (const some of inBatches(changed)) {
      await update(accountId, some, ({ back }) => back);
      count += some.length;
      reword(toast, words());
    }
    show(bulkText('takenBack'));
  } finally {
    await readAgain(accountId);
  }
}

export async function readAgain(accountId: string): Promise<void> {
  const folders = accountId === client().accountId ? readMailboxes() : readOwners([accountId]);
  await Promise.allSettled([readPage(0, true), folders]);
}
