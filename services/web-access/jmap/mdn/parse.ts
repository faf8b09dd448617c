import { Arguments, type JsonObject, type Method } from '@postroom/jmap';
import { type ReadMdn, readMdn } from '@postroom/reports';
import { parseBlobs } from '../blobs/parse-blobs.ts';
import { MDN } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';

/** RFC 9007 2.2: what notifications say that came. */
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
      return mdn && mdnObject(mdn);
    });
    return { accountId, ...parsed };
  },
};

/** RFC 9007 2: which email it is about is told by its Message-ID alone. */
function mdnObject({ text, includesOriginal, disposition, error, extensionFields, ...fields }: ReadMdn): JsonObject {
  return {
    ...{ forEmailId: null, textBody: text, includeOriginalMessage: includesOriginal, ...fields },
    disposition: { ...disposition },
    error: error.length > 0 ? [...error] : null,
    extensionFields: Object.keys(extensionFields).length > 0 ? { ...extensionFields } : null,
  };
}
