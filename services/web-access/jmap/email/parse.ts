import { Arguments, type JsonObject, type Method } from '@postroom/jmap';
import { turn } from '@postroom/mailbox';
import { describeStream, parseHeader } from '@postroom/mime';
import type { OctetSource } from '../blobs/octet-source.ts';
import { openBlob } from '../blobs/open-blob.ts';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { emailObject, type ReadMessage } from './email-object.ts';
import { readParseEmail } from './get-arguments.ts';
import { MessageOctets } from './message-octets.ts';

/** The largest header in octets, the same as for messages that are filed. */
const MAX_HEADER = 1024 * 1024;

/** RFC 8621 4.9: parses messages that are no emails here, such as messages attached to others. */
export const emailParse: Method<Context> = {
  name: 'Email/parse',
  capability: MAIL,
  async run(context, args) {
    const { budget, services } = context;
    const asked = readParseEmail(new Arguments(args), services.settings.limits);
    const view = await mailOf(context, asked.accountId);
    const parsed: JsonObject = {};
    const notParsable: string[] = [];
    const notFound: string[] = [];
    for (const blobId of asked.blobIds) {
      await budget.turn();
      const blob = await openBlob(context, view, blobId, budget);
      const message = blob && (await read(blobId, blob.source));
      if (!blob) notFound.push(blobId);
      else if (!message) notParsable.push(blobId);
      else {
        const object = await emailObject(message, asked, new MessageOctets(blob.source));
        budget.answer(JSON.stringify(object).length);
        parsed[blobId] = object;
      }
    }
    return {
      accountId: asked.accountId,
      parsed: Object.keys(parsed).length > 0 ? parsed : null,
      notParsable: notParsable.length > 0 ? notParsable : null,
      notFound: notFound.length > 0 ? notFound : null,
    };
  },
};

/** Returns undefined for octets that do not begin with a header field (RFC 5322 2.1). */
async function read(blobId: string, source: OctetSource): Promise<ReadMessage | undefined> {
  const { tree, preview, hasAttachment } = await describeStream(source.read(), {
    pause: turn,
  });
  if (tree.bodyStart > MAX_HEADER) return undefined;
  const header = Buffer.concat(await Array.fromAsync(source.read(tree.headerStart, tree.bodyStart)));
  if (!parseHeader(header)[0]?.name) return undefined;
  const known: JsonObject = { blobId, size: tree.bodyEnd, preview, hasAttachment };
  return { blobId, header, parts: tree, known: (property) => known[property] };
}
