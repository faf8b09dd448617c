import type { Transaction } from '@postroom/database';
import type { SpecialUse } from '@postroom/types';
import { INITIAL_MAILBOXES } from './mailbox-names.ts';
import type { MailboxTree } from './mailbox-tree.ts';

/** Remembers the name that had a special use, in case a mailbox with that name is created again. */
export async function rememberUse(tx: Transaction, accountId: number, use: SpecialUse, name: string): Promise<void> {
  await tx.query(
    `update account_state set former_special_uses = former_special_uses || jsonb_build_object($2::text, $3::text)
     where account_id = $1`,
    [accountId, use, name],
  );
}

/** Returns the special use for a new mailbox of this name: the one the name had last or has in a new account, unless another mailbox has it. */
export async function useOfName(
  tx: Transaction,
  accountId: number,
  name: string,
  tree: MailboxTree,
): Promise<SpecialUse | null> {
  const { rows } = await tx.query<{ uses: Partial<Record<SpecialUse, string>> }>(
    'select former_special_uses as uses from account_state where account_id = $1',
    [accountId],
  );
  const former = Object.entries(rows[0]?.uses ?? {}) as [SpecialUse, string][];
  const use =
    former.find(([, had]) => had === name)?.[0] ?? INITIAL_MAILBOXES.find((each) => each.name === name)?.specialUse;
  return use && !tree.usedBy(use) ? use : null;
}
