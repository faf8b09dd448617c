import { type BlobStore, BlobWriter, discardBlob, type StagedBlob } from '@postroom/blobs';
import { describeStream } from '@postroom/mime';
import { factsOf } from './facts-of.ts';
import type { MessageFacts } from './message-facts.ts';
import { turn } from './turns.ts';

/** A message that is stored but not filed yet: if the caller does not file it, it must discard the blob. */
export interface ReceivedMessage {
  readonly blob: StagedBlob;
  readonly facts: MessageFacts;
}

/** Stores a message as it arrives and reads its facts in the same pass. Throws too-large. */
export async function receiveMessage(
  store: BlobStore,
  octets: AsyncIterable<Buffer>,
  { maxBytes }: { maxBytes: number },
): Promise<ReceivedMessage> {
  await using writer = new BlobWriter(store, { maxBytes });
  let blob: StagedBlob | undefined;

  async function* storing(): AsyncGenerator<Buffer> {
    for await (const chunk of octets) {
      await writer.write(chunk);
      yield chunk;
    }
    blob = await writer.finish();
  }

  const description = await describeStream(storing(), { pause: turn }).catch(async (error: unknown) => {
    if (blob) await discardBlob(store, blob);
    throw error;
  });
  if (!blob) throw new Error('the message was not read to its end');
  return { blob, facts: factsOf(description, blob.header) };
}
