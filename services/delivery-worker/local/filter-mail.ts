import type { MessageFacts } from '@postroom/mailbox';
import type { LocalDelivery, NewEvent } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';

export interface Filtered {
  readonly deliveries: LocalDelivery[];
  /** The events to add to the traces of the mails. */
  readonly events: NewEvent[];
}

/**
 * Marks mail that looks like spam, judged by what its recipient and all others have put into Junk (docs/decisions/0091-the-filter.md). Not
 * checked are mail that is spam already, mail of our own users, and senders whom the recipient trusts. If the filter fails, the mail is
 * filed without a mark.
 */
export async function filterMail(
  { filter, filterScore, metrics, log }: Pick<WorkerContext, 'filter' | 'filterScore' | 'metrics' | 'log'>,
  deliveries: readonly LocalDelivery[],
  facts: ReadonlyMap<string, MessageFacts>,
): Promise<Filtered> {
  const asked = deliveries.filter(({ spam, isTrusted, source }) => !spam && !isTrusted && source === 'mx');
  if (!filter || asked.length === 0) return { deliveries: [...deliveries], events: [] };
  const began = performance.now();
  const scores = await filter
    .scores(asked.map(({ accountId, blobId }) => ({ accountId, facts: facts.get(blobId) as MessageFacts })))
    .catch((err: unknown) => {
      log.warn({ err }, 'the statistical filter failed');
      return asked.map(() => null);
    });
  const marked = new Map<string, number>();
  for (const [index, { id }] of asked.entries()) {
    const score = scores[index] ?? null;
    const isJunk = score !== null && score >= filterScore;
    metrics.filtered(score === null ? 'unknown' : isJunk ? 'junk' : 'clean');
    if (isJunk) marked.set(id, score);
  }
  metrics.filterTook((performance.now() - began) / 1000 / asked.length);
  return {
    deliveries: deliveries.map((delivery) => (marked.has(delivery.id) ? { ...delivery, spam: true } : delivery)),
    events: asked.flatMap(({ id, mailId }) => {
      const score = marked.get(id);
      if (score === undefined) return [];
      return [{ mailId, deliveryId: id, kind: 'filtered', detail: { score: Math.round(score * 1000) / 1000 } }];
    }),
  };
}
