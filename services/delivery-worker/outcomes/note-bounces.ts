import type { WorkerContext } from '../context.ts';
import type { Decided } from './record.ts';

/** Counts, for each of our senders, the recipients that were refused for good: with many of them the sender behaves like a robot. */
export async function noteBounces(sent: WorkerContext['sent'], decided: readonly Decided[]): Promise<void> {
  const recipients = new Map<number, string[]>();
  for (const { row, decision } of decided) {
    if (decision.kind !== 'failed' || decision.expired || row.source !== 'submission' || !row.senderAccountId) continue;
    recipients.set(row.senderAccountId, [...(recipients.get(row.senderAccountId) ?? []), row.recipient]);
  }
  for (const [accountId, each] of recipients) await sent.bounced(accountId, each);
}
