import type { Message, Row } from '../../jmap/types.ts';
import { type Change, changed } from './change.ts';
import { forgetStore, read, readAll, remove } from './store.ts';
import { type KeptAccount, type KeptMessage, type KeptView, LAST_ACCOUNT } from './types.ts';

/** Returns the account that was signed in here last and did not sign out, as far as this device has stored it. */
export async function recallAccount(): Promise<KeptAccount | undefined> {
  const accountId = localStorage.getItem(LAST_ACCOUNT);
  if (accountId === null) return undefined;
  return read<KeptAccount>(accountId, 'things', 'account').catch(() => undefined);
}

/** Returns a stored list with the waiting changes applied. */
export async function recallView(accountId: string, mailboxId: string): Promise<KeptView | undefined> {
  try {
    const [view, changes] = await Promise.all([
      read<KeptView>(accountId, 'views', mailboxId),
      readAll<Change>(accountId, 'changes'),
    ]);
    if (!view) return undefined;
    const rows = view.rows.flatMap((row): Row[] => {
      const now = changes.reduce<Row | null>((email, change) => email && changed(email, change), row);
      return now ? [now] : [];
    });
    const there = new Set(rows.filter(({ mailboxIds }) => mailboxIds[mailboxId]).map(({ id }) => id));
    return { ...view, rows, ids: view.ids.filter((id) => there.has(id)) };
  } catch {
    return undefined;
  }
}

/** Returns the messages with these ids that are stored here. */
export async function recallMessages(accountId: string, ids: readonly string[]): Promise<Message[]> {
  const kept = await Promise.all(ids.map((id) => read<KeptMessage>(accountId, 'messages', id).catch(() => undefined)));
  return kept.flatMap((each) => each?.message ?? []);
}

/** Deletes everything stored of the account, when the person signs out. */
export async function forgetSeen(accountId: string): Promise<void> {
  localStorage.removeItem(LAST_ACCOUNT);
  await forgetStore(accountId).catch(() => undefined);
}

/** Deletes the stored mail when the session ended elsewhere; changes made without a connection wait for the next session. */
export async function forgetMail(): Promise<void> {
  const accountId = localStorage.getItem(LAST_ACCOUNT);
  if (accountId === null) return;
  const all = IDBKeyRange.lowerBound('');
  const gone = (['things', 'views', 'messages'] as const).map((store) =>
    remove(accountId, store, all).catch(() => undefined),
  );
  localStorage.removeItem(LAST_ACCOUNT);
  await Promise.all(gone);
}
