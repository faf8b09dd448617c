import type { Queryable } from '@postroom/database';
import { addressKey, domainOf, withoutTag } from './address-key.ts';

/**
 * Whether an account may send as an address: its own, with any tag, or one of an alias (or catch-all) that delivers
 * to it directly.
 */
export async function maySendAs(db: Queryable, account: { address: string }, sender: string): Promise<boolean> {
  const key = addressKey(sender);
  if (!key) return false;
  const untagged = withoutTag(key) ?? key;
  if (key === account.address || untagged === account.address) return true;
  const { rowCount } = await db.query(
    `select 1 from aliases where address in ($1, $2, '@' || $3) and $4 = any(targets)
       and not exists (select 1 from accounts where address in ($1, $2)) limit 1`,
    [key, untagged, domainOf(key), account.address],
  );
  return Boolean(rowCount);
}
