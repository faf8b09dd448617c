import { transaction } from '@postroom/database';
import { lockClaimed } from '@postroom/transit';
import type { Settled } from '../outcomes/outcome.ts';
import { decideAll, note, recordOutcomes } from '../outcomes/record.ts';
import { announceReports } from '../reports/announce.ts';
import { returnable } from '../reports/returnable.ts';
import type { StoredMessage } from '../reports/stored-message.ts';
import type { RemoteContext } from './context.ts';

/**
 * Records what an attempt at one mail came to. A row that somebody finished meanwhile (an operator, another worker) is
 * left alone. `open` is asked for the message when there is a report to write; it goes without when that cannot be read.
 */
export async function settle(
  context: RemoteContext,
  settled: readonly Settled[],
  open: () => Promise<StoredMessage>,
  lines: readonly string[],
): Promise<void> {
  const now = new Date();
  const decided = decideAll(settled, context.schedule, now);
  const reporting = decided.some(({ decision }) => decision.report !== undefined);
  const full = settled[0]?.row.returnContent === 'FULL';
  const original = reporting
    ? await open()
        .then((message) => returnable(message, full))
        .catch(() => undefined)
    : undefined;
  const ids = decided.map(({ row }) => row.id);
  const reports = await transaction(context.pool, async (tx) => {
    const waiting = await lockClaimed(tx, ids);
    const ours = decided.filter(({ row }) => waiting.has(row.id));
    return recordOutcomes(tx, context, ours, { original, lines, now });
  });
  for (const one of decided) note(context, one, now);
  await announceReports(context, reports);
}
