import { Arguments, type JsonObject, type Method, requireFewObjects } from '@postroom/jmap';
import { type ReadMdn, readMdn } from '@postroom/reports';
import { openBlob } from '../blobs/open-blob.ts';
import { MDN } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';

/** RFC 9007 2.2: what notifications say that came. */
export const mdnParse: Method<Context> = {
  name: 'MDN/parse',
  capability: MDN,
  async run(context, args) {
    const { budget, services } = context;
    const read = new Arguments(args);
    const accountId = read.accountId();
    const blobIds = read.requiredIds('blobIds');
    read.end();
    requireFewObjects(blobIds.length, services.settings.limits);
    const view = await mailOf(context, accountId);
    const parsed: JsonObject = {};
    const notParsable: string[] = [];
    const notFound: string[] = [];
    for (const id of blobIds) {
      await budget.turn();
      const blob = await openBlob(context, view, id, budget);
      const mdn = blob && (await readMdn(blob.source.read()));
      if (!blob) notFound.push(id);
      else if (!mdn) notParsable.push(id);
      else parsed[id] = mdnObject(mdn);
    }
    return {
      accountId,
      parsed: Object.keys(parsed).length > 0 ? parsed : null,
      notParsable: notParsable.length > 0 ? notParsable : null,
      notFound: notFound.length > 0 ? notFound : null,
    };
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
