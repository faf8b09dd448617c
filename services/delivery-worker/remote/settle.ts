import { transaction } from '@postroom/database';
import { noteProgress } from '@postroom/sending';
import { lockClaimed, sentMails } from '@postroom/transit';
import { announceProgress } from '../outcomes/announce-progress.ts';
import { noteBounces } from '../outcomes/note-bounces.ts';
import type { Settled } from '../outcomes/outcome.ts';
import { decideAll, note, recordOutcomes } from '../outcomes/record.ts';
import { announceReports } from '../reports/announce.ts';
import { returnable } from '../reports/returnable.ts';
import type { StoredMessage } from '../reports/stored-message.ts';
import type { RemoteContext } from './context.ts';

/** The result of an attempt at one mail. */
export interface Attempt {
  readonly destination: string;
  readonly settled: readonly Settled[];
  /** The dialogue with the other server. */
  readonly lines: readonly string[];
  /** Opens the message if a report has to be written. */
  open(): Promise<StoredMessage>;
}

/**
 * Records the result of an attempt at one mail. A row that somebody else has finished in the meantime (an operator, another worker) is left
 * alone. If the message cannot be read, a report is sent without it.
 */
export async function settle(context: RemoteContext, attempt: Attempt): Promise<void> {
  const { destination, settled, lines } = attempt;
  const now = new Date();
  const decided = decideAll(settled, context, now);
  const reporting = decided.some(({ decision }) => decision.report !== undefined);
  const full = settled[0]?.row.returnContent === 'FULL';
  const original = reporting
    ? await attempt
        .open()
        .then((message) => returnable(message, full))
        .catch(() => undefined)
    : undefined;
  const ids = decided.map(({ row }) => row.id);
  const { reports, changedAccounts } = await transaction(context.pool, async (tx) => {
    const waiting = await lockClaimed(tx, ids);
    const ours = decided.filter(({ row }) => waiting.has(row.id));
    const reports = await recordOutcomes(tx, context, ours, { original, lines, now });
    return { reports, changedAccounts: await noteProgress(tx, sentMails(ours.map(({ row }) => row))) };
  });
  for (const one of decided) note(context, one, now, destination);
  await noteBounces(context.sent, decided);
  announceProgress(context.store, changedAccounts);
  await announceReports(context, reports);
}
