import { Arguments, formatId, type JsonObject, type Method, requireFewObjects } from '@postroom/jmap';
import { findByMessageId, ownMail, readEmails } from '@postroom/mailbox';
import { type Dsn, readDsn } from '@postroom/reports';
import { submissionOfMails } from '@postroom/sending';
import { mailsByMessageId } from '@postroom/transit';
import { openBlob } from '../blobs/open-blob.ts';
import { DSN } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';

/**
 * Ours, as MDN/parse is (RFC 9007 2.2): what delivery status notifications say (RFC 3464), and which email of the account each is
 * about, where that was sent from here and is still there. Nothing else in them need be true.
 */
export const dsnParse: Method<Context> = {
  name: 'DSN/parse',
  capability: DSN,
  async run(context, args) {
    const { budget, services } = context;
    const read = new Arguments(args);
    const accountId = read.accountId();
    const blobIds = read.requiredIds('blobIds');
    read.end();
    requireFewObjects(blobIds.length, services.settings.limits);
    const account = await accountOf(context, accountId);
    const parsed: Record<string, JsonObject> = {};
    const notParsable: string[] = [];
    const notFound: string[] = [];
    for (const id of blobIds) {
      await budget.turn();
      const blob = await openBlob(context, ownMail(account), id, budget);
      const dsn = blob && (await readDsn(blob.source.read()));
      if (!blob) notFound.push(id);
      else if (!dsn) notParsable.push(id);
      else parsed[id] = { ...(await emailOf(context, account, dsn)), ...dsnObject(dsn) };
    }
    return {
      accountId,
      parsed: Object.keys(parsed).length > 0 ? parsed : null,
      notParsable: notParsable.length > 0 ? notParsable : null,
      notFound: notFound.length > 0 ? notFound : null,
    };
  },
};

/** What a mail program sent is found by its copy, if it kept one. */
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
    ...{ messageId, subject, reportingMta: reportingMta || null },
    recipients: recipients.map(({ finalRecipient, originalRecipient, action, status, diagnostic }) => ({
      ...{ finalRecipient, originalRecipient: originalRecipient || null, action },
      ...{ status: status || null, diagnostic: diagnostic || null },
    })),
  };
}
