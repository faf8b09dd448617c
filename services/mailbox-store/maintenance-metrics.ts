import { listJobs, type Pool } from '@postroom/database';
import { Gauge, type Metrics } from '@postroom/service';

/** Makes the metrics of maintenance. Every mailbox-store reports the same from Postgres: take max(). Returns the function that measures. */
export function createMaintenanceMetrics(metrics: Metrics, pool: Pool): () => Promise<void> {
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ['name'], registers: [metrics] });
  const pending = gauge('postroom_maintenance_pending', '1 until a maintenance job is finished');
  const done = gauge('postroom_maintenance_done', 'Items that a maintenance job has processed');
  const skipped = gauge('postroom_maintenance_skipped', 'Items that a maintenance job had to skip');
  const total = gauge(
    'postroom_maintenance_total',
    'Approximate number of all items of a maintenance job; absent when unknown',
  );
  const failures = gauge('postroom_maintenance_failures', 'Failed batches of a maintenance job in a row');
  const all = [pending, done, skipped, total, failures];
  return async () => {
    const jobs = await listJobs(pool).catch((error: unknown) => {
      // Old values would look like work that makes no progress.
      for (const each of all) each.reset();
      throw error;
    });
    for (const { name, ...job } of jobs) {
      pending.set({ name }, job.state === 'done' ? 0 : 1);
      done.set({ name }, job.done);
      skipped.set({ name }, job.skipped);
      total.set({ name }, job.total ?? Number.NaN);
      failures.set({ name }, job.failures);
    }
  };
}
