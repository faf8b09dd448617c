import { streamBlob } from '@postroom/blobs';
import { expunge, findMailbox, readRawMessages, readSizes } from '@postroom/mailbox';
import type { Services } from '../services.ts';
import { answerRoom } from './answer-room.ts';
import { Maildrop } from './maildrop.ts';
import { MessageReader } from './read-ahead.ts';

/** A maildrop while a session has it: the INBOX of an account, locked. */
export interface OpenMaildrop {
  readonly messages: Maildrop;
  readonly reader: MessageReader;
  /** Reads a body that is too large for memory, in chunks. */
  streamBody(blobId: string, headerBytes: number): AsyncIterable<Buffer>;
  /** Removes the marked messages for good. Returns how many. */
  update(): Promise<number>;
  /** Releases the lock. */
  close(): Promise<void>;
}

/**
 * Locks the INBOX of an account and reads which messages are in it. Throws in-use, unavailable.
 * @param isSent tells whether all octets for the client have left the process
 */
export async function openMaildrop(
  services: Pick<Services, 'store' | 'locks' | 'readAhead'>,
  accountId: number,
  isSent: () => boolean,
): Promise<OpenMaildrop> {
  const { store, locks, readAhead } = services;
  await locks.take(accountId);
  try {
    const mailbox = await findMailbox(store.pool, accountId, 'INBOX');
    const { uids, sizes } = await readSizes(store.pool, mailbox);
    const messages = new Maildrop(mailbox.uidValidity, uids, sizes);
    const reader = new MessageReader(
      (wanted, options) => readRawMessages(store.pool, mailbox, wanted, { ...options, room: answerRoom }),
      messages,
      readAhead,
      isSent,
    );
    return {
      messages,
      reader,
      streamBody: (blobId, headerBytes) => streamBlob(store, blobId, headerBytes),
      async update() {
        const uids = messages.deletedUids();
        if (uids.length > 0) await expunge(store, mailbox, { uids, onlyDeleted: false });
        return uids.length;
      },
      async close() {
        reader.release();
        await locks.release(accountId);
      },
    };
  } catch (error) {
    await locks.release(accountId);
    throw error;
  }
}
