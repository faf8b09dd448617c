import { type BlobStore, insertBlobs, type StagedBlob, stageBlob } from '@postroom/blobs';
import { type Transaction, uuidv7 } from '@postroom/database';
import { describeBlob, type Filed, fileMessages, type MessageFacts } from '@postroom/mailbox';
import { buildNotice } from '@postroom/reports';
import { insertMails, markFiled } from '@postroom/transit';

/** A message from the platform to the owner of a mailbox, ready to be filed. */
export interface PreparedNotice {
  readonly to: string;
  readonly messageId: string;
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
  const { raw, messageId } = await buildNotice({ id: uuidv7(), date, ...text });
  const blob = stageBlob(raw);
  return { to: text.to.address, messageId, blob, facts: await describeBlob(store, blob), date };
}

/** Files a notice in INBOX with a trace, in the caller's transaction. Returns undefined, and writes nothing, when the mailbox has no room. */
export async function fileNotice(
  tx: Transaction,
  accountId: number,
  { to, messageId, blob, facts, date }: PreparedNotice,
): Promise<Filed | undefined> {
  const places = [{ mailbox: { name: 'INBOX' }, flags: 0, keywords: [] }] as const;
  const item = { accountId, places, blobId: blob.id, size: blob.size, facts, internalDate: date };
  const [result] = await fileMessages(tx, [item]);
  if (!result || !('filed' in result)) return undefined;
  await insertBlobs(tx, [blob]);
  const [id, deliveryId] = [uuidv7(), uuidv7()];
  await insertMails(tx, [
    {
      id,
      blobId: blob.id,
      size: blob.size,
      reversePath: '',
      source: 'generated',
      messageId,
      protocol: 'LOCAL',
      deliveries: [{ id: deliveryId, recipient: to, originalRecipient: to, accountId }],
    },
  ]);
  const [{ mailboxId, uid }] = result.filed.entries;
  await markFiled(tx, [{ id: deliveryId, mailboxId, uid }]);
  return result.filed;
}
