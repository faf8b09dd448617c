import { type BlobStore, type StagedBlob, streamStaged } from '@postroom/blobs';
import { describe, describeStream } from '@postroom/mime';
import { factsOf } from './facts-of.ts';
import type { MessageFacts } from './message-facts.ts';
import { turn } from './turns.ts';

/** A message up to this many octets is parsed at once; a larger one in turns with other work. */
const SMALL = 32 * 1024;

/** Reads a staged or stored message once and returns its facts. A large message is never held in memory. */
export async function describeBlob(store: BlobStore, blob: StagedBlob): Promise<MessageFacts> {
  const options = { headerLength: blob.header.length };
  if (blob.body && blob.size <= SMALL)
    return factsOf(describe(Buffer.concat([blob.header, blob.body]), options), blob.header);
  return factsOf(await describeStream(streamStaged(store, blob), { ...options, pause: turn }), blob.header);
}
