import type { Blob } from '@postroom/blobs';
import type { Transaction } from '@postroom/database';
import { type LocalDelivery, readAttempted } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { returnableBlob } from '../reports/returnable.ts';
import { shownRecipient } from '../reports/shown-recipient.ts';
import { type Reported, writeReport } from '../reports/write-report.ts';

/** Sends reports to senders who asked to be told that their mail is in the mailbox (RFC 3461 5.2.3 NOTIFY=SUCCESS). */
export async function reportDelivered(
  { hostname, returnPaths }: Pick<WorkerContext, 'hostname' | 'returnPaths'>,
  tx: Transaction,
  filed: readonly LocalDelivery[],
  blobs: ReadonlyMap<string, Blob>,
): Promise<Reported[]> {
  if (filed.length === 0) return [];
  const now = new Date();
  const rows = await readAttempted(
    tx,
    filed.map(({ id }) => id),
  );
  const reports: Reported[] = [];
  for (const ofMail of Map.groupBy(rows, ({ mailId }) => mailId).values()) {
    const [mail] = ofMail;
    if (mail === undefined) continue;
    const recipients = ofMail.map((row) => ({ ...shownRecipient(row), deliveryId: row.id, status: '2.1.5' }));
    const original = returnableBlob(blobs.get(mail.blobId));
    reports.push(
      await writeReport(tx, { action: 'delivered', mail, recipients, original, hostname, returnPaths, now }),
    );
  }
  return reports;
}
