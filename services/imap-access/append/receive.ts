import type { LiteralAnnouncement } from '@postroom/imap';
import { BlobWindow, BlobWriter, discardBlob, factsOf, type MessageFacts, type StagedBlob } from '@postroom/mailbox';
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
  await using writer = new BlobWriter(store.pool, { maxBytes: settings.maxMessageSize });
  let blob: StagedBlob | undefined;
  let window: BlobWindow | undefined;

  async function* storing(): AsyncGenerator<Buffer> {
    for await (const chunk of session.input.literal()) {
      await writer.write(chunk);
      yield chunk;
    }
    blob = await writer.finish();
    window = new BlobWindow(store.pool, blob);
  }

  async function readBack(start: number, end: number): Promise<Buffer> {
    if (!window) throw new Error('a message cannot be read back before it is whole');
    return window.read(start, end);
  }

  const description = await describeStream(storing(), readBack).catch(async (error: unknown) => {
    if (blob) await discardBlob(store.pool, blob);
    throw error;
  });
  if (!blob) throw new Error('the message was not read to its end');
  return { blob, facts: factsOf(description, blob.header) };
}
