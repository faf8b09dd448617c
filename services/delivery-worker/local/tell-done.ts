import type { WorkerContext } from '../context.ts';
import { announceProgress } from '../outcomes/announce-progress.ts';
import { note } from '../outcomes/record.ts';
import { announceReports } from '../reports/announce.ts';
import type { BatchTrace } from './batch-trace.ts';
import type { Done, FiledDelivery } from './file-locked.ts';

/** Tells logs, metrics, traces, sessions and workers what was done, after the commit. */
export async function tellDone(context: WorkerContext, done: Done, trace: BatchTrace): Promise<void> {
  for (const one of done.decided) {
    note(context, one, new Date(), null);
    trace.refused(one.row, one.outcome.reply);
  }
  announceProgress(context.store, done.changedAccounts);
  for (const { delivery, redirect } of done.redirects) {
    const { mailId: mail, accountId: account } = delivery;
    context.log.info({ mail, account, targets: redirect?.to.length }, 'redirected');
  }
  await announceReports(context, done.reports);
  for (const { accountId, entries, delivery } of done.filed) {
    const [{ mailboxId, uid }] = entries;
    context.metrics.filed((Date.now() - delivery.acceptedAt.getTime()) / 1000);
    context.log.info({ mail: delivery.mailId, account: accountId, mailbox: mailboxId, uid }, 'filed');
    trace.filed(delivery, { accountId, mailboxId, uid });
  }
  announceFiled(context, done.filed);
}

/** Tells sessions of each account once. */
function announceFiled({ store }: WorkerContext, filed: readonly FiledDelivery[]): void {
  const changes = new Map<number, { modseq: number; mailboxIds: Set<number> }>();
  for (const { accountId, modseq, entries } of filed) {
    const change = changes.get(accountId) ?? { modseq, mailboxIds: new Set() };
    changes.set(accountId, change);
    for (const entry of entries) change.mailboxIds.add(entry.mailboxId);
  }
  for (const [accountId, { modseq, mailboxIds }] of changes) {
    store.announce({ accountId, modseq, mailboxIds: [...mailboxIds] });
  }
}
