import { Arguments, formatId, type JsonObject, type Method } from '@postroom/jmap';
import { findByMessageId, type MailView, readEmails } from '@postroom/mailbox';
import { type ReadMdn, readMdn } from '@postroom/reports';
import { parseBlobs } from '../blobs/parse-blobs.ts';
import { MDN } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';

/** RFC 9007 2.2: returns the content of received notifications. */
export const mdnParse: Method<Context> = {
  name: 'MDN/parse',
  capability: MDN,
  async run(context, args) {
    const read = new Arguments(args);
    const accountId = read.accountId();
    const blobIds = read.requiredIds('blobIds');
    read.end();
    const view = await mailOf(context, accountId);
    const parsed = await parseBlobs(context, view, blobIds, async (message) => {
      const mdn = await readMdn(message);
      return mdn && mdnObject(mdn, await emailOf(context, view, mdn));
    });
    return { accountId, ...parsed };
  },
};

/** Returns the email that has the Message-ID and the subject of the notification, if it is there (RFC 9007 2). */
async function emailOf(
  { services }: Context,
  view: MailView,
  { originalMessageId, originalSubject, subject }: ReadMdn,
): Promise<string | null> {
  const { pool } = services.store;
  if (originalMessageId === null || !/^<[^<>]+>$/.test(originalMessageId)) return null;
  for (const each of new Set([originalSubject ?? subject, subject])) {
    const id = await findByMessageId(pool, view.accountId, { messageId: originalMessageId, subject: each });
    const ids = id === undefined ? [] : [id];
    const [email] = (await Array.fromAsync(readEmails(pool, view, ids, {}))).flat();
    if (email) return formatId('E', email.id);
  }
  return null;
}

function mdnObject(
  { text, includesOriginal, originalSubject: _, disposition, error, extensionFields, ...fields }: ReadMdn,
  forEmailId: string | null,
): JsonObject {
  return {
    forEmailId,
    textBody: text,
    includeOriginalMessage: includesOriginal,
    ...fields,
    disposition: { ...disposition },
    error: error.length > 0 ? [...error] : null,
    extensionFields: Object.keys(extensionFields).length > 0 ? { ...extensionFields } : null,
  };
}
