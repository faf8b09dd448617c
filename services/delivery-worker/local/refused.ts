import type { Transaction } from '@postroom/database';
import type { FilingOutcome } from '@postroom/mailbox';
import { nextAttempt } from '@postroom/queue';
import { insertEvents, type LocalDelivery, markDeferred, markFailed } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';

type Reason = Extract<FilingOutcome, { refused: string }>['refused'];

const REPLIES: Record<Reason, string> = {
  'over-quota': '452 4.2.2 Mailbox full',
  'account-gone': '550 5.1.1 No such user here',
  'mailbox-gone': '550 5.2.0 No such mailbox',
};

/** What could not be filed: a full mailbox is tried again by the schedule, a removed account is a failure. */
export async function settleRefused(
  context: WorkerContext,
  tx: Transaction,
  refused: readonly { delivery: LocalDelivery; reason: Reason }[],
): Promise<void> {
  for (const { delivery, reason } of refused) {
    const reply = REPLIES[reason];
    const next =
      reason === 'over-quota'
        ? nextAttempt(context.schedule, delivery.attempts + 1, delivery.acceptedAt, new Date(), Math.random())
        : null;
    const attempted = { id: delivery.id, host: '', reply };
    if (next) await markDeferred(tx, [{ ...attempted, nextAttemptAt: next }]);
    else await markFailed(tx, [attempted]);
    await insertEvents(tx, [
      { mailId: delivery.mailId, deliveryId: delivery.id, kind: next ? 'deferred' : 'failed', detail: { reply } },
    ]);
  }
}
