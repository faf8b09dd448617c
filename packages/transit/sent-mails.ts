import type { SentMail } from '@postroom/sending';
import type { AttemptedDelivery } from './remote.ts';

/** Returns the messages of those deliveries that our accounts submitted, each once. */
export function sentMails(
  rows: readonly Pick<AttemptedDelivery, 'mailId' | 'source' | 'senderAccountId'>[],
): SentMail[] {
  const mails = new Map<string, SentMail>();
  for (const { mailId, source, senderAccountId } of rows) {
    if (source === 'submission' && senderAccountId !== null) mails.set(mailId, { mailId, accountId: senderAccountId });
  }
  return [...mails.values()];
}
