import { type JsonObject, requireFewObjects } from '@postroom/jmap';
import type { MailView } from '@postroom/mailbox';
import type { Context } from '../context.ts';
import { openBlob } from './open-blob.ts';

interface Parsed extends JsonObject {
  parsed: JsonObject | null;
  notParsable: string[] | null;
  notFound: string[] | null;
}

/** Runs a method that parses reports in blobs (as RFC 9007 2.2). @param parse returns undefined for a message that is no such report */
export async function parseBlobs(
  context: Context,
  view: MailView,
  blobIds: readonly string[],
  parse: (message: AsyncIterable<Uint8Array>) => Promise<JsonObject | undefined>,
): Promise<Parsed> {
  requireFewObjects(blobIds.length, context.services.settings.limits);
  const parsed: JsonObject = {};
  const notParsable: string[] = [];
  const notFound: string[] = [];
  for (const id of blobIds) {
    await context.budget.turn();
    const blob = await openBlob(context, view, id, context.budget);
    const found = blob && (await parse(blob.source.read()));
    if (!blob) notFound.push(id);
    else if (!found) notParsable.push(id);
    else parsed[id] = found;
  }
  return {
    parsed: Object.keys(parsed).length > 0 ? parsed : null,
    notParsable: notParsable.length > 0 ? notParsable : null,
    notFound: notFound.length > 0 ? notFound : null,
  };
}
