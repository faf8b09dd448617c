import { type BlobStore, insertBlobs, type StagedBlob, stageBlob } from '@postroom/blobs';
import { type Transaction, uuidv7 } from '@postroom/database';
import { describeBlob, type Filed, fileMessages, type MessageFacts } from '@postroom/mailbox';
import { buildNotice } from '@postroom/reports';

/** A mail of the platform to the owner of a mailbox, ready to be filed. */
export interface PreparedNotice {
  readonly blob: StagedBlob;
  readonly facts: MessageFacts;
  readonly date: Date;
}

export interface NoticeText {
  readonly hostname: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

export async function prepareNotice(store: BlobStore, text: NoticeText): Promise<PreparedNotice> {
  const date = new Date();
  const blob = stageBlob(await buildNotice({ id: uuidv7(), date, ...text }));
  return { blob, facts: await describeBlob(store, blob), date };
}

/** Files it in INBOX, in the caller's transaction. Undefined where there is no room for it: then nothing is written. */
export async function fileNotice(
  tx: Transaction,
  accountId: number,
  { blob, facts, date }: PreparedNotice,
): Promise<Filed | undefined> {
  const places = [{ mailbox: { name: 'INBOX' }, flags: 0, keywords: [] }] as const;
  const item = { accountId, places, blobId: blob.id, size: blob.size, facts, internalDate: date };
  const [result] = await fileMessages(tx, [item]);
  if (!result || !('filed' in result)) return undefined;
  await insertBlobs(tx, [blob]);
  return result.filed;
}
