import type { DeliveryReport, Message } from '../../jmap/types.ts';
import { part } from '../../shell/part.ts';
import { call, useMail } from '../mail.ts';
import { readConversation } from '../reading.ts';

/** Returns the content of a delivery report; null where it cannot be understood. */
export async function readReport(blobId: string): Promise<DeliveryReport | null> {
  const [answer] = await call([['DSN/parse', { blobIds: [blobId] }]]);
  const parsed = answer?.parsed as Readonly<Record<string, DeliveryReport>> | null;
  const report = parsed?.[blobId];
  return report && report.recipients.length > 0 ? report : null;
}

/** Opens a new message with the content of one that did not reach these recipients. */
export async function sendAgainTo(emailId: string, recipients: readonly string[]): Promise<void> {
  await readConversation(emailId);
  const message: Message | undefined = useMail.getState().messages.get(emailId);
  if (!message) return;
  const { editAsNew } = await part('edit-as-new', () => import('../writing/edit-as-new.ts'));
  await editAsNew(message, recipients);
}
