import type { BlobStore } from '@postroom/blobs';
import { type MaintenanceJob, MaintenanceRunner, movePartitions } from '@postroom/database';
import { describeOldMessages, indexMessages, threadOldEntries, threadOldMessages } from '@postroom/mailbox';
import type { Logger } from '@postroom/service';
import { periodically } from './periodic.ts';

/** The work that migrations leave for later, in the order in which it is done. */
function jobs(store: BlobStore): readonly MaintenanceJob[] {
  return [indexMessages, threadOldMessages, threadOldEntries, describeOldMessages(store), movePartitions];
}

const LOOK_MS = 10_000;
const LOOK_AGAIN_MS = 10 * 60_000;

/** Runs maintenance when there is some, one job at a time among all replicas. */
export function startMaintenance(store: BlobStore, sharePercent: number, log: Logger): AsyncDisposable {
  const stack = new AsyncDisposableStack();
  const runner = new MaintenanceRunner(store.pool, jobs(store), {
    sharePercent,
    onFinished: (job) => log.info({ job }, 'maintenance finished'),
    onFailure: (job, err) => log.warn({ job, err }, 'a maintenance job failed and will be retried'),
  });
  stack.use(periodically('maintenance', LOOK_MS, () => runner.run(), log));
  stack.use(periodically('looking for maintenance', LOOK_AGAIN_MS, () => runner.lookAgain(), log));
  // Disposed first, because the others wait for a turn that only the runner can end.
  stack.use(runner);
  return stack;
}
