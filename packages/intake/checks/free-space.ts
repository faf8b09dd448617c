import { accountUsage } from '@postroom/mailbox';
import { SmtpError } from '@postroom/smtp';
import { waitingBytes } from '@postroom/transit';
import { isMailError } from '@postroom/types';
import type { Places } from '../places.ts';
import type { AccountTarget } from '../recipients.ts';
import type { Check } from './check.ts';

/** Who had so much room at RCPT has room for this message. */
const AMPLE_BYTES = 1024 * 1024 * 1024;

/**
 * A mailbox that is too full for what came in truth, whatever MAIL announced: the client hears of it now (RFC 5321 4.5.3.1.9,
 * RFC 3463 X.2.2), and no report goes to whom it named as sender. What is accepted and not filed yet counts: a flood that comes faster
 * than it is filed does not pass. With several recipients the mail is taken, and what one of
 * them cannot take waits in the queue.
 */
export const freeSpace: Check = async ({ message, places }, { store: { pool } }) => {
  const account = onlyAccount(places);
  if (!account || account.freeBytes === null || account.freeBytes > AMPLE_BYTES) return undefined;
  const [usage, waiting] = await Promise.all([
    accountUsage(pool, account.accountId),
    waitingBytes(pool, account.accountId),
  ]).catch((error: unknown) => {
    if (isMailError(error, 'not-found')) throw new SmtpError(550, '5.1.1', 'No such user here');
    throw error;
  });
  if (usage.quotaBytes === null || usage.usedBytes + waiting + message.size <= usage.quotaBytes) return undefined;
  return {
    refusal:
      message.size > usage.quotaBytes
        ? new SmtpError(552, '5.2.2', 'The message is larger than the mailbox may be')
        : new SmtpError(452, '4.2.2', 'Mailbox full'),
  };
};

function onlyAccount(places: Places): AccountTarget | undefined {
  const [place] = places.values();
  return places.size === 1 && place?.target.kind === 'account' ? place.target : undefined;
}
