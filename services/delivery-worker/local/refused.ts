import type { Blob } from '@postroom/blobs';
import type { Transaction } from '@postroom/database';
import type { FilingResult } from '@postroom/mailbox';
import { countRefused, type LocalDelivery } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { TOO_LATE } from '../outcomes/deadline.ts';
import type { Outcome } from '../outcomes/outcome.ts';
import { type Decided, decideAll, recordOutcomes } from '../outcomes/record.ts';
import { returnableBlob } from '../reports/returnable.ts';
import type { Reported } from '../reports/write-report.ts';

/** `failed` is an error of ours with a message; `too-late` means that the sender's deadline has passed. */
type Reason = Extract<FilingResult, { refused: string }>['refused'] | 'failed' | 'too-late';

const OUTCOMES: Record<Reason, Outcome> = {
  'over-quota': refusal('temporary', '452 4.2.2 Mailbox full'),
  'account-gone': refusal('permanent', '550 5.1.1 No such user here'),
  'mailbox-gone': refusal('permanent', '550 5.2.0 No such mailbox'),
  failed: refusal('temporary', '451 4.3.0 Internal error'),
  'too-late': TOO_LATE,
};

function refusal(result: 'temporary' | 'permanent', reply: string): Outcome {
  return { result, status: reply.split(' ')[1] ?? '', host: '', reply, fromServer: false, dsn: false };
}

/**
 * Settles deliveries that could not be filed: a full mailbox is tried again by the schedule, a removed account is a failure. The sender
 * gets the same reports as for other mail. Returns what was decided and reported, to be announced after the commit.
 */
export async function settleRefused(
  context: WorkerContext,
  tx: Transaction,
  refused: readonly { delivery: LocalDelivery; reason: Reason }[],
  blobs: ReadonlyMap<string, Blob>,
): Promise<{ decided: Decided[]; reports: Reported[] }> {
  if (refused.length === 0) return { decided: [], reports: [] };
  const now = new Date();
  const times = { attemptedAt: now, answeredAt: now };
  const reasons = new Map(refused.map(({ delivery, reason }) => [delivery.id, reason]));
  const rows = await countRefused(tx, [...reasons.keys()]);
  const decided: Decided[] = [];
  const reports: Reported[] = [];
  for (const mail of Map.groupBy(rows, ({ mailId }) => mailId).values()) {
    const settled = mail.map((row) => ({ row, outcome: OUTCOMES[reasons.get(row.id) as Reason], times }));
    const ofMail = decideAll(settled, context, now);
    const original = returnableBlob(blobs.get(mail[0]?.blobId ?? ''));
    reports.push(...(await recordOutcomes(tx, context, ofMail, { original, lines: [], now })));
    decided.push(...ofMail);
  }
  return { decided, reports };
}
