import type { Pool } from '@postroom/database';
import { accountUsage } from '@postroom/mailbox';
import { SmtpError } from '@postroom/smtp';
import { waitingBytes } from '@postroom/transit';
import { isMailError } from '@postroom/types';
import type { AccountTarget } from './recipients.ts';

/** An account with this much room at RCPT has room for any message; it is not asked again. */
const AMPLE_BYTES = 1024 * 1024 * 1024;

export function hasAmpleRoom({ freeBytes }: AccountTarget): boolean {
  return freeBytes === null || freeBytes > AMPLE_BYTES;
}

/**
 * Returns the error when an account has no room for `size` octets; undefined when it has. Mail that is accepted but not filed yet counts
 * too, so that a flood that arrives faster than it is filed does not get through.
 */
export async function lackOfRoom(pool: Pool, account: AccountTarget, size: number): Promise<SmtpError | undefined> {
  if (hasAmpleRoom(account)) return undefined;
  const [usage, waiting] = await Promise.all([
    accountUsage(pool, account.accountId),
    waitingBytes(pool, account.accountId),
  ]).catch((error: unknown) => {
    if (isMailError(error, 'not-found')) throw new SmtpError(550, '5.1.1', 'No such user here');
    throw error;
  });
  if (usage.quotaBytes === null || usage.usedBytes + waiting + size <= usage.quotaBytes) return undefined;
  return size > usage.quotaBytes
    ? new SmtpError(552, '5.2.2', 'The message is larger than the quota of the mailbox')
    : new SmtpError(452, '4.2.2', 'Mailbox full');
}
