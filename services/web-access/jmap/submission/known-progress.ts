import { formatId } from '@postroom/jmap';
import { emailsOfBlobs } from '@postroom/mailbox';
import type { Submission } from '@postroom/sending';
import { blobsOfMails, readProgress, readRecipients } from '@postroom/transit';
import type { Context } from '../context.ts';
import type { KnownProgress } from './submission-object.ts';

/** Reads the progress of submissions, as far as the requested properties need it. */
export async function readKnown(
  { services }: Context,
  account: number,
  submissions: readonly Submission[],
  asked: (property: string) => boolean,
): Promise<(submission: Submission) => KnownProgress> {
  const { pool } = services.store;
  const mailIds = submissions.map(({ mailId }) => mailId);
  const needsMail = ['undoStatus', 'deliveryStatus', 'deliveryTimes'].some(asked) && mailIds.length > 0;
  const needsRecipients =
    ['deliveryStatus', 'deliveryTimes', 'dsnBlobIds', 'mdnBlobIds'].some(asked) && mailIds.length > 0;
  const progress = needsMail ? await readProgress(pool, account, mailIds) : new Map();
  const recipients = needsRecipients ? await readRecipients(pool, account, mailIds) : [];
  const reportIds = [
    ...(asked('dsnBlobIds') ? recipients.flatMap(({ reportMailIds }) => reportMailIds) : []),
    ...(asked('mdnBlobIds') ? recipients.flatMap(({ mdnMailIds }) => mdnMailIds) : []),
  ];
  const blobs = reportIds.length > 0 ? await blobsOfMails(pool, reportIds) : new Map<string, string>();
  const emails = blobs.size > 0 ? await emailsOfBlobs(pool, account, [...blobs.values()]) : new Map<string, number>();
  const byMail = Map.groupBy(recipients, ({ mailId }) => mailId);
  const blobIds = (mails: readonly string[]): string[] =>
    Array.from(new Set(mails), (mail) => emails.get(blobs.get(mail) ?? ''))
      .filter((email) => email !== undefined)
      .map((email) => formatId('B', email));
  return ({ mailId }) => {
    const own = byMail.get(mailId) ?? [];
    return {
      progress: progress.get(mailId),
      recipients: own,
      dsnBlobIds: blobIds(own.flatMap(({ reportMailIds }) => reportMailIds)),
      mdnBlobIds: blobIds(own.flatMap(({ mdnMailIds }) => mdnMailIds)),
    };
  };
}
