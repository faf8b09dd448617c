import { Arguments, formatId, type JsonObject, type Method } from '@postroom/jmap';
import { findByMessageId, ownMail, readEmails } from '@postroom/mailbox';
import { type Dsn, readDsn } from '@postroom/reports';
import { submissionOfMails } from '@postroom/sending';
import { mailsByMessageId } from '@postroom/transit';
import { parseBlobs } from '../blobs/parse-blobs.ts';
import { DSN } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';

/**
 * Ours, modelled on MDN/parse (RFC 9007 2.2): returns the content of delivery status notifications (RFC 3464), and the email that each is
 * about if it was sent from here and still exists. All other content of a report may be false.
 */
export const dsnParse: Method<Context> = {
  name: 'DSN/parse',
  capability: DSN,
  async run(context, args) {
    const read = new Arguments(args);
    const accountId = read.accountId();
    const blobIds = read.requiredIds('blobIds');
    read.end();
    const account = await accountOf(context, accountId);
    const parsed = await parseBlobs(context, ownMail(account), blobIds, async (message) => {
      const dsn = await readDsn(message);
      return dsn && { ...(await emailOf(context, account, dsn)), ...dsnObject(dsn) };
    });
    return { accountId, ...parsed };
  },
};

/** Finds the email that a report is about. A mail that a mail program sent is found by its copy, if the program kept one. */
async function emailOf({ services }: Context, account: number, { messageId, subject }: Dsn): Promise<JsonObject> {
  const { pool } = services.store;
  const mails = await mailsByMessageId(pool, account, messageId);
  if (mails.length === 0) return { emailId: null, submissionId: null, wasSentHere: false };
  const submission = await submissionOfMails(pool, account, mails);
  const id = submission?.emailId ?? (await findByMessageId(pool, account, { messageId, subject: subject ?? '' }));
  const ids = id === undefined ? [] : [id];
  const [email] = (await Array.fromAsync(readEmails(pool, ownMail(account), ids, {}))).flat();
  return {
    emailId: email ? formatId('E', email.id) : null,
    submissionId: submission ? formatId('S', submission.id) : null,
    wasSentHere: true,
  };
}

function dsnObject({ messageId, subject, reportingMta, recipients }: Dsn): JsonObject {
  return {
    messageId,
    subject,
    reportingMta: reportingMta || null,
    recipients: recipients.map(({ finalRecipient, originalRecipient, action, status, diagnostic }) => ({
      finalRecipient,
      originalRecipient: originalRecipient || null,
      action,
      status: status || null,
      diagnostic: diagnostic || null,
    })),
  };
}
