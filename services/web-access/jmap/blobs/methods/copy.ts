import { Arguments, invalidArgument, type JsonObject, type Method, requireFewInSet, SetError } from '@postroom/jmap';
import { CORE } from '../../capabilities.ts';
import { accountOf, type Context, fromAccountOf } from '../../context.ts';
import { openBlob } from '../open-blob.ts';

/** RFC 8620 6.3. There is one account to copy from, and to: a blob is there already. */
export const blobCopy: Method<Context> = {
  name: 'Blob/copy',
  capability: CORE,
  async run(context, args) {
    const { services, budget } = context;
    const read = new Arguments(args);
    const fromAccountId = read.accountId('fromAccountId');
    const accountId = read.accountId();
    const blobIds = read.ids('blobIds');
    read.end();
    if (blobIds === null) throw invalidArgument('blobIds', 'ids are needed');
    requireFewInSet(blobIds.length, services.settings.limits);
    const account = accountOf(context, accountId);
    fromAccountOf(context, fromAccountId);
    const copied: JsonObject = {};
    const notCopied: JsonObject = {};
    for (const id of blobIds) {
      if (await openBlob(services.store, account, id, budget)) copied[id] = id;
      else notCopied[id] = new SetError('notFound', 'There is no such blob').response();
    }
    const orNull = (object: JsonObject): JsonObject | null => (Object.keys(object).length > 0 ? object : null);
    return { fromAccountId, accountId, copied: orNull(copied), notCopied: orNull(notCopied) };
  },
};
