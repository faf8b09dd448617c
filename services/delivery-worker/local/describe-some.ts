import type { Blob, BlobStore } from '@postroom/blobs';
import type { Pool } from '@postroom/database';
import { describeBlob, type MessageFacts, unpackFacts } from '@postroom/mailbox';
import { type LocalDelivery, readCarriedFacts } from '@postroom/transit';

/** Messages described within this time and with no more octets of facts are filed before the others are read. */
const DESCRIBE_MS = 100;
const FACTS_BYTES = 8 * 1024 * 1024;

/**
 * Returns facts of large messages that were read while they arrived, so that their bodies need not be read again. Facts from an intake of
 * another version are left out.
 */
export async function readCarried(
  pool: Pool,
  waiting: readonly LocalDelivery[],
  blobs: ReadonlyMap<string, Blob>,
): Promise<Map<string, MessageFacts>> {
  const large = waiting.filter(({ blobId }) => blobs.get(blobId)?.body === null);
  if (large.length === 0) return new Map();
  const carried = await readCarriedFacts(
    pool,
    large.map(({ mailId }) => mailId),
  );
  const facts = new Map<string, MessageFacts>();
  for (const [blobId, packed] of carried) {
    const unpacked = unpackFacts(packed);
    if (unpacked) facts.set(blobId, unpacked);
  }
  return facts;
}

/** Describes at least one of the messages, and more of them until that takes long or yields much. */
export async function describeSome(
  store: BlobStore,
  blobs: ReadonlyMap<string, Blob>,
  carried: ReadonlyMap<string, MessageFacts>,
): Promise<Map<string, MessageFacts>> {
  const facts = new Map<string, MessageFacts>();
  const until = performance.now() + DESCRIBE_MS;
  let bytes = 0;
  for (const blob of blobs.values()) {
    const described = carried.get(blob.id) ?? (await describeBlob(store, blob));
    facts.set(blob.id, described);
    bytes += factsBytes(described);
    if (bytes > FACTS_BYTES || performance.now() > until) break;
  }
  return facts;
}

function factsBytes({ envelope, bodyStructure, parts, searchText }: MessageFacts): number {
  return envelope.length + bodyStructure.length + parts.length + searchText.length;
}
