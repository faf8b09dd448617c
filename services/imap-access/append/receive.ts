import { BlobWriter, discardBlob, type StagedBlob } from '@postroom/blobs';
import type { LiteralAnnouncement } from '@postroom/imap';
import { factsOf, type MessageFacts, turns } from '@postroom/mailbox';
import { describeStream } from '@postroom/mime';
import type { Session } from '../session/session.ts';

/** Takes the announced message as it arrives: stores its bytes and reads what it is in the same pass. */
export async function receiveMessage(
  session: Session,
  literal: LiteralAnnouncement,
): Promise<{ blob: StagedBlob; facts: MessageFacts }> {
  const { store, settings } = session.services;
  if (!literal.nonSync) {
    session.output.line('+ Ready for the message');
    await session.output.flush();
  }
  await using writer = new BlobWriter(store, { maxBytes: settings.maxMessageSize });
  let blob: StagedBlob | undefined;

  async function* storing(): AsyncGenerator<Buffer> {
    for await (const chunk of session.input.literal()) {
      await writer.write(chunk);
      yield chunk;
    }
    blob = await writer.finish();
  }

  const description = await describeStream(storing(), { pause: turns() }).catch(async (error: unknown) => {
    if (blob) await discardBlob(store, blob);
    throw error;
  });
  if (!blob) throw new Error('the message was not read to its end');
  return { blob, facts: factsOf(description, blob.header) };
}
