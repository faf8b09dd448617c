import type { Blob } from '@postroom/blobs';
import type { Transaction } from '@postroom/database';
import { addressKey, domainOf, isReportAddress, readByPeople } from '@postroom/directory';
import { noteReportMails } from '@postroom/feedback';
import { announcesAggregate } from '@postroom/reports';
import { insertEvents, type LocalDelivery } from '@postroom/transit';

/**
 * Notes mails that contain reports of other servers (RFC 9990, RFC 8460), in the transaction that files them. Returns the ids of deliveries
 * to addresses that only programs read: these are not filed.
 */
export async function takeReportMails(
  tx: Transaction,
  deliveries: readonly LocalDelivery[],
  blobs: ReadonlyMap<string, Blob>,
): Promise<Set<string>> {
  const addressed = deliveries.filter(({ originalRecipient }) => isReportAddress(originalRecipient));
  const people = await readByPeople(
    tx,
    addressed.map(({ originalRecipient }) => originalRecipient),
  );
  const taken = addressed.filter(({ originalRecipient }) => !people.has(originalRecipient));
  const ids = new Set(taken.map(({ id }) => id));
  const bringing = deliveries.filter(({ id, blobId, source }) => {
    if (ids.has(id)) return true;
    const header = blobs.get(blobId)?.header;
    return source !== 'submission' && header !== undefined && announcesAggregate(header);
  });
  await noteReportMails(
    tx,
    bringing.map(({ mailId, blobId, recipient, originalRecipient, source }) => {
      const domain = domainOf(addressKey(recipient) ?? '');
      return { mailId, blobId, domain, recipient: originalRecipient, source };
    }),
  );
  await insertEvents(
    tx,
    taken.map(({ id: deliveryId, mailId }) => ({ mailId, deliveryId, kind: 'taken-as-report', detail: {} })),
  );
  return ids;
}
