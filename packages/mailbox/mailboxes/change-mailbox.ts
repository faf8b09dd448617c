import { transaction } from '@postroom/database';
import { MailError, type SpecialUse } from '@postroom/types';
import { beginChange, saveAccounts } from '../account/account-state.ts';
import type { MailboxStore } from '../store.ts';
import { MailboxTree } from './mailbox-tree.ts';

/** Properties of a mailbox to change; undefined means unchanged. */
export interface MailboxChange {
  /** The sort order of RFC 8621 2; null resets it. */
  readonly sortOrder?: number | null | undefined;
  readonly specialUse?: SpecialUse | null | undefined;
}

/** Changes a mailbox. Throws mailbox-not-found, and cannot: INBOX has no other use, and a use belongs to one mailbox only (RFC 6154 3). */
export async function changeMailbox(
  store: MailboxStore,
  accountId: number,
  mailboxId: number,
  { sortOrder, specialUse }: MailboxChange,
): Promise<void> {
  const modseq = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    const { rows } = await tx.query<{ name: string; use: SpecialUse | null }>(
      'select name, special_use as use from mailboxes where account_id = $1 and id = $2',
      [accountId, mailboxId],
    );
    const [before] = rows;
    if (!before) throw new MailError('mailbox-not-found', 'There is no such mailbox');
    if (specialUse && specialUse !== before.use) {
      if (before.name === 'INBOX') throw new MailError('cannot', 'INBOX cannot have another special use');
      const tree = await MailboxTree.read(tx, accountId);
      if (tree.usedBy(specialUse)) throw new MailError('cannot', `Another mailbox is ${specialUse} already`);
    }
    await tx.query(
      `update mailboxes set sort_order = case when $3 then $4::bigint else sort_order end,
         special_use = case when $5 then $6 else special_use end, changed_modseq = $7
       where account_id = $1 and id = $2`,
      [
        ...[accountId, mailboxId, sortOrder !== undefined, sortOrder ?? null],
        ...[specialUse !== undefined, specialUse ?? null, state.modseq],
      ],
    );
    await saveAccounts(tx, [state]);
    return state.modseq;
  });
  store.announce({ accountId, modseq, mailboxIds: [mailboxId] });
}
