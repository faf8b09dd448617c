import type { WorkerContext } from '../context.ts';
import type { Decided } from './record.ts';

/** Whose mail comes back from many sends like a robot: recipients that were refused for good are counted by who sent. */
export async function noteBounces(sent: WorkerContext['sent'], decided: readonly Decided[]): Promise<void> {
  const recipients = new Map<number, string[]>();
  for (const { row, decision } of decided) {
    if (decision.kind !== 'failed' || decision.expired || row.source !== 'submission' || !row.senderAccountId) continue;
    recipients.set(row.senderAccountId, [...(recipients.get(row.senderAccountId) ?? []), row.recipient]);
  }
  for (const [accountId, each] of recipients) await sent.bounced(accountId, each);
}
