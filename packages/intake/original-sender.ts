import type { Queryable } from '@postroom/database';
import type { ReturnPaths } from '@postroom/sender-auth/srs';
import { readForwardedSender } from '@postroom/transit';

/**
 * Returns the sender that a rewritten reverse-path stands for; `forged` when we did not make it or it has expired; undefined for other
 * addresses. A long address is read from where it was kept.
 */
export async function originalSender(
  db: Queryable,
  returnPaths: Pick<ReturnPaths, 'sender'> | null | undefined,
  address: string,
  now: Date,
): Promise<string | 'forged' | undefined> {
  const found = returnPaths?.sender(address, now);
  return typeof found === 'object' ? ((await readForwardedSender(db, found.key)) ?? 'forged') : found;
}
