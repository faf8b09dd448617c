import { type Transaction, uuidv7 } from '@postroom/database';
import {
  type AttemptedDelivery,
  insertEvents,
  insertMails,
  type NewMail,
  type Notify,
  readAttempted,
} from '@postroom/transit';
import type { Reported } from '../reports/write-report.ts';
import type { Plan, Redirect } from './plan.ts';

/**
 * Accepts forwarded mails as deliveries of the same blob, in the transaction that settles the original delivery, so that each is forwarded
 * once. The reverse-path stays the same, even if it is null (RFC 5228 4.2), so that failures are reported to the original sender.
 */
export async function writeRedirects(tx: Transaction, plans: readonly Plan[]): Promise<Reported[]> {
  const redirects = new Map(
    plans.flatMap(({ delivery, redirect }) => (redirect ? [[delivery.id, { delivery, redirect }]] : [])),
  );
  if (redirects.size === 0) return [];
  const rows = await readAttempted(tx, [...redirects.keys()]);
  const mails = rows.map((row) => {
    const { delivery, redirect } = redirects.get(row.id) as { delivery: Plan['delivery']; redirect: Redirect };
    return { row, redirect, mail: redirectedMail(row, redirect, delivery.accountId) };
  });
  await insertMails(
    tx,
    mails.map(({ mail }) => mail),
  );
  await insertEvents(
    tx,
    mails.flatMap(({ row, redirect: { by, to }, mail }) => [
      { mailId: row.mailId, deliveryId: row.id, kind: 'redirected', detail: { to, mailId: mail.id } },
      { mailId: mail.id, kind: 'redirected', detail: { by, from: row.mailId } },
    ]),
  );
  return mails.map(({ mail: { deliveries } }) => ({
    deliveryIds: deliveries.filter(({ accountId }) => accountId != null).map(({ id }) => id),
    destinations: deliveries.flatMap(({ destination }) => destination ?? []),
  }));
}

function redirectedMail(row: AttemptedDelivery, { by, deliveries }: Redirect, accountId: number): NewMail {
  return {
    id: uuidv7(),
    blobId: row.blobId,
    size: row.size,
    reversePath: row.reversePath,
    source: row.source,
    accountId,
    messageId: row.messageId,
    protocol: 'LOCAL',
    smtputf8: row.smtputf8,
    isBinary: row.isBinary,
    requireTls: row.requireTls,
    priority: row.priority,
    envelopeId: row.envelopeId,
    returnContent: row.returnContent,
    traceparent: row.traceparent,
    forwardedBy: [...row.forwardedBy, by],
    deliveries: deliveries.map((delivery) => ({
      ...delivery,
      originalRecipient: row.originalRecipient,
      orcpt: row.orcpt,
      notify: withoutSuccess(row.notify),
    })),
  };
}

/** RFC 3461 5.2.7: we report success ourselves, because a report of the next server would name an address the sender need not know. */
function withoutSuccess(notify: string[] | null): Notify[] | null {
  if (notify === null) return null;
  const others = notify.filter((event) => event !== 'SUCCESS') as Notify[];
  return others.length > 0 ? others : ['NEVER'];
}
