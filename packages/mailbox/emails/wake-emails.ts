import { isDatabaseAway, type Transaction, transaction } from '@postroom/database';
import { isMailError } from '@postroom/types';
import { beginChange, saveAccounts } from '../account/account-state.ts';
import { type MailView, ownMail } from '../sharing/mail-view.ts';
import type { MailboxStore } from '../store.ts';
import { carryOut, readPlaces } from './change-emails.ts';
import { type EmailEntry, entriesOfEmails } from './entries-of-emails.ts';
import { WakingPlanner } from './plan-waking.ts';
import { accountsToWake, dueSnoozes, type StoredSnooze } from './snooze.ts';

/** How many emails one transaction wakes. */
const BATCH = 200;
/** How many accounts one call looks at; the others wait for the next. */
const MAX_ACCOUNTS = 500;

/**
 * Brings back the emails that are due. Each returns once, even when several processes call this: the account is locked while its snooze is
 * removed. Returns how many there were. Throws when the database is away.
 * @param onError gets the error of an account that failed; the others go on
 */
export async function wakeEmails(
  store: MailboxStore,
  onError: (error: unknown, accountId: number) => void,
): Promise<number> {
  let woken = 0;
  for (const accountId of await accountsToWake(store.pool, MAX_ACCOUNTS)) {
    try {
      woken += await wakeAccount(store, accountId);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      onError(error, accountId);
    }
  }
  return woken;
}

async function wakeAccount(store: MailboxStore, accountId: number): Promise<number> {
  const view = ownMail(accountId);
  const { modseq, mailboxIds, count } = await transaction(store.pool, async (tx, atCommit) => {
    const state = await beginChange(tx, accountId);
    const places = await readPlaces(tx, view);
    const { due, entries } = await readDue(tx, view);
    const planner = new WakingPlanner(state, view, places);
    for (const snooze of due) planner.wake(snooze, entries.get(snooze.messageId));
    const touched = await carryOut(tx, state, planner.plan, places.snoozed);
    if (touched.size > 0) atCommit(saveAccounts(tx, [state]));
    return { modseq: state.modseq, mailboxIds: [...touched], count: planner.plan.snoozed.size };
  });
  if (mailboxIds.length > 0) store.announce({ accountId, modseq, mailboxIds });
  return count;
}

/** Reads the first due emails, only as many as do not exceed the limit of entries; a single one that exceeds it comes without entries. */
async function readDue(
  tx: Transaction,
  view: MailView,
): Promise<{ due: StoredSnooze[]; entries: Map<number, EmailEntry[]> }> {
  let due = await dueSnoozes(tx, view.accountId, BATCH);
  for (;;) {
    const ids = due.map(({ messageId }) => messageId);
    try {
      return { due, entries: await entriesOfEmails(tx, view, ids) };
    } catch (error) {
      if (!isMailError(error, 'limit-reached')) throw error;
      if (due.length === 1) return { due, entries: new Map() };
      due = due.slice(0, Math.ceil(due.length / 2));
    }
  }
}
