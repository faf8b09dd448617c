import type { Transaction } from '@postroom/database';
import { Flag } from '@postroom/types';
import type { AccountState } from '../account/account-state.ts';
import { Spelling } from '../entries/keywords.ts';
import { ownMailbox } from '../mailboxes/mailbox-ref.ts';
import type { FiledEntry, FilingItem, FilingPlace, FilingResult } from './filing-item.ts';
import { choose, type TargetMailbox } from './target-mailboxes.ts';

type Has = Pick<FilingPlace, 'flags' | 'keywords'>;

/** Gives the items their ids and uids, or says why not, and counts them in their accounts and mailboxes. */
export function placeItems(
  items: readonly FilingItem[],
  accounts: ReadonlyMap<number, AccountState>,
  mailboxes: readonly TargetMailbox[],
): FilingResult[] {
  const byAccount = Map.groupBy(mailboxes, ({ account_id }) => account_id);
  return items.map((item) => place(item, accounts.get(item.accountId), byAccount.get(item.accountId) ?? []));
}

function place(item: FilingItem, account: AccountState | undefined, own: readonly TargetMailbox[]): FilingResult {
  if (!account) return { refused: 'account-gone' };
  const chosen = new Map<TargetMailbox, Has>();
  for (const { mailbox: wanted, flags, keywords } of item.places) {
    const mailbox = choose(wanted, own);
    if (!mailbox) return { refused: 'mailbox-gone' };
    const before = chosen.get(mailbox);
    chosen.set(mailbox, before ? united(before, { flags, keywords }) : { flags, keywords });
  }
  // Each entry counts with the message's size in the quota, like copies.
  const bytes = item.size * chosen.size;
  if (account.quotaBytes !== null && account.usedBytes + bytes > account.quotaBytes) return { refused: 'over-quota' };
  account.usedBytes += bytes;
  account.messageCount++;
  const entries = [...chosen].map(([mailbox, has]) => enter(mailbox, item.size, has));
  return {
    filed: {
      accountId: item.accountId,
      messageId: account.nextId++,
      modseq: account.modseq,
      entries: entries as [FiledEntry, ...FiledEntry[]],
    },
  };
}

function enter(mailbox: TargetMailbox, size: number, { flags, keywords }: Has): FiledEntry {
  mailbox.messages++;
  mailbox.bytes += size;
  if (!(flags & Flag.Seen)) mailbox.unseen++;
  if (flags & Flag.Deleted) mailbox.deleted++;
  return { mailboxId: mailbox.id, uidValidity: mailbox.uid_validity, uid: mailbox.uid_next++, flags, keywords };
}

function united(one: Has, other: Has): Has {
  const known = new Set(one.keywords.map((keyword) => keyword.toLowerCase()));
  const more = other.keywords.filter((keyword) => !known.has(keyword.toLowerCase()));
  return { flags: one.flags | other.flags, keywords: [...one.keywords, ...more] };
}

/** Spells the keywords of entries as in their mailboxes; few entries have any. */
export async function spellKeywords(tx: Transaction, results: readonly FilingResult[]): Promise<void> {
  const byMailbox = new Map<string, { accountId: number; mailboxId: number; entries: FiledEntry[] }>();
  for (const result of results) {
    if (!('filed' in result)) continue;
    const { accountId, entries } = result.filed;
    for (const entry of entries) {
      if (entry.keywords.length === 0) continue;
      const key = `${accountId} ${entry.mailboxId}`;
      const known = byMailbox.get(key);
      if (known) known.entries.push(entry);
      else byMailbox.set(key, { accountId, mailboxId: entry.mailboxId, entries: [entry] });
    }
  }
  await Promise.all(
    [...byMailbox.values()].map(async ({ accountId, mailboxId, entries }) => {
      const mailbox = ownMailbox(accountId, mailboxId);
      const spelling = await Spelling.read(tx, mailbox);
      for (const entry of entries) entry.keywords = entry.keywords.map((keyword) => spelling.of(keyword));
      await spelling.save(tx, mailbox);
    }),
  );
}
