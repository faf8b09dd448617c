import { Arguments, formatId, type JsonObject, type Method, MethodError, requireFewObjects } from '@postroom/jmap';
import { type MailView, readEmails } from '@postroom/mailbox';
import { BLOB, MAIL } from '../../capabilities.ts';
import { type Context, mailOf } from '../../context.ts';
import { readBlobId } from '../blob-id.ts';
import { TYPE_NAMES } from '../capability.ts';
import { openBlob } from '../open-blob.ts';

/** RFC 9404 4.3: finds the objects that use a blob. Nothing uses an upload: an email made of it is a blob of its own. */
export const blobLookup: Method<Context> = {
  name: 'Blob/lookup',
  capability: BLOB,
  async run(context, args) {
    const { services, budget } = context;
    const read = new Arguments(args);
    const accountId = read.accountId();
    const typeNames = read.requiredIds('typeNames');
    const ids = read.requiredIds('ids');
    read.end();
    // RFC 9404 4.3: the request must use the capability of each type, too.
    const known = context.using.has(MAIL) ? TYPE_NAMES : [];
    const unknown = typeNames.find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new MethodError('unknownDataType', `Lookup in ${unknown.slice(0, 100)} is not supported`);
    requireFewObjects(ids.length, services.settings.limits);
    const view = await mailOf(context, accountId);
    const list: JsonObject[] = [];
    const notFound: string[] = [];
    for (const id of ids) {
      if (!(await openBlob(context, view, id, budget))) notFound.push(id);
      else {
        const matched = await objectsOf(context, view, id);
        list.push({ id, matchedIds: Object.fromEntries(typeNames.map((name) => [name, matched[name] ?? []])) });
      }
    }
    return { accountId, list, notFound };
  },
};

async function objectsOf({ services }: Context, view: MailView, id: string): Promise<Record<string, string[]>> {
  const of = readBlobId(id)?.of;
  if (!of || !('emailId' in of)) return {};
  const [email] = (await Array.fromAsync(readEmails(services.store.pool, view, [of.emailId]))).flat();
  if (!email) return {};
  return {
    Email: [formatId('E', email.id)],
    Thread: [formatId('T', email.threadId)],
    Mailbox: email.mailboxIds.map((mailboxId) => formatId('M', mailboxId)),
  };
}
