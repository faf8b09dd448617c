import { safeLine } from '../../format/safe-line.ts';
import type { DeliveryReport, Message } from '../../jmap/types.ts';
import { part } from '../../shell/part.ts';
import { call, useMail } from '../mail.ts';
import { readConversation } from '../reading.ts';

/** Returns the content of a delivery report; null where it cannot be understood. */
export async function readReport(blobId: string): Promise<DeliveryReport | null> {
  const [answer] = await call([['DSN/parse', { blobIds: [blobId] }]]);
  const parsed = answer?.parsed as Readonly<Record<string, DeliveryReport>> | null;
  const report = parsed?.[blobId];
  return report && report.recipients.length > 0 ? safeReport(report) : null;
}

/** Anyone can write a report: its lines are made safe like those of a message. */
function safeReport({ subject, reportingMta, recipients, ...rest }: DeliveryReport): DeliveryReport {
  return {
    ...rest,
    subject: subject && safeLine(subject),
    reportingMta: reportingMta && safeLine(reportingMta),
    recipients: recipients.map(({ finalRecipient, originalRecipient, action, status, diagnostic }) => ({
      finalRecipient: safeLine(finalRecipient),
      originalRecipient: originalRecipient && safeLine(originalRecipient),
      action,
      status,
      diagnostic: diagnostic && safeLine(diagnostic),
    })),
  };
}

/** Opens a new message with the content of one that did not reach these recipients. */
export async function sendAgainTo(emailId: string, recipients: readonly string[]): Promise<void> {
  await readConversation(emailId);
  const message: Message | undefined = useMail.getState().messages.get(emailId);
  if (!message) return;
  const { editAsNew } = await part('edit-as-new', () => import('../writing/edit-as-new.ts'));
  await editAsNew(message, recipients);
}
