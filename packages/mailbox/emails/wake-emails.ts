import { transaction } from '@postroom/database';
import { isMailError } from '@postroom/types';
import { beginChange, saveAccounts } from '../account/account-state.ts';
import type { MailboxStore } from '../store.ts';
import { carryOut, readPlaces } from './change-emails.ts';
import { entriesOfEmails } from './entries-of-emails.ts';
import { ChangePlanner } from './plan-changes.ts';
import { accountsToWake, dueSnoozes, type StoredSnooze } from './snooze.ts';

/** Emails that one transaction wakes. */
const BATCH = 200;
/** Accounts that one call looks at; the rest waits for the next. */
const MAX_ACCOUNTS = 500;

/**
 * Brings back the emails whose time has come, each once however many call this: the account's lock is held while its snooze goes.
 * Returns how many there were.
 */
export async function wakeEmails(store: MailboxStore): Promise<number> {
  let woken = 0;
  for (const accountId of await accountsToWake(store.pool, MAX_ACCOUNTS)) woken += await wakeAccount(store, accountId);
  return woken;
}

async function wakeAccount(store: MailboxStore, accountId: number): Promise<number> {
  const { modseq, mailboxIds, count } = await transaction(store.pool, async (tx, atCommit) => {
    const state = await beginChange(tx, accountId);
    const due = await dueSnoozes(tx, accountId, BATCH);
    const ids = due.map(({ messageId }) => messageId);
    const [entries, places] = await Promise.all([entriesOfEmails(tx, accountId, ids), readPlaces(tx, accountId)]);
    const planner = new ChangePlanner(state, places, Number.POSITIVE_INFINITY);
    for (const snooze of due) {
      const waits = entries.get(snooze.messageId)?.some(({ mailboxId }) => mailboxId === snooze.mailboxId);
      // By IMAP it may have gone, or gone elsewhere.
      if (!waits) planner.plan.snoozed.set(snooze.messageId, null);
      else planWaking(planner, snooze, places.inbox, entries.get(snooze.messageId));
    }
    const touched = await carryOut(tx, state, planner.plan, places.snoozed);
    if (touched.size > 0) atCommit(saveAccounts(tx, [state]));
    return { modseq: state.modseq, mailboxIds: [...touched], count: due.length };
  });
  if (mailboxIds.length > 0) store.announce({ accountId, modseq, mailboxIds });
  return count;
}

function planWaking(
  planner: ChangePlanner,
  { messageId, mailboxId, moveTo, setKeywords }: StoredSnooze,
  inbox: number,
  entries: Parameters<ChangePlanner['update']>[1],
): void {
  const wanted = Object.entries(setKeywords);
  const keywords = {
    add: wanted.filter(([, isSet]) => isSet).map(([keyword]) => keyword),
    remove: wanted.filter(([, isSet]) => !isSet).map(([keyword]) => keyword),
  };
  for (const target of moveTo === null ? [inbox] : [moveTo, inbox]) {
    try {
      const mailboxIds = { add: [target], remove: target === mailboxId ? [] : [mailboxId] };
      planner.update({ id: messageId, keywords, mailboxIds, snoozed: null }, entries);
      return;
    } catch (error) {
      // What is too much for one transaction waits for the next; where its mailbox is gone it comes to the inbox.
      if (isMailError(error, 'limit-reached')) return;
      if (!isMailError(error)) throw error;
    }
  }
  planner.plan.snoozed.set(messageId, null);
}
