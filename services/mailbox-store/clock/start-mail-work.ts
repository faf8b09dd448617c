import { learnFromMoves, wakeEmails } from '@postroom/mailbox';
import { HOUR_MS, type Parts } from '../parts.ts';
import { createReportMetrics } from '../report-metrics.ts';
import { runHousekeeping, SWEEP_OBJECTS_MS, sweepObjectStore } from './housekeeping.ts';
import { startMaintenance } from './maintenance.ts';
import { periodically } from './periodic.ts';
import { readReports } from './read-reports.ts';

/** Starts what has to be done for mail: handing over what is due, snoozed emails, reports that came, learning, removal of what is old. */
export function startMailWork({ store, sweep, config, log, metrics, stack }: Parts): void {
  const sweepMs = config.SWEEP_SECONDS * 1000;
  const wake = async (): Promise<void> => {
    await wakeEmails(store, (err, account) =>
      log.error({ err, account }, 'snoozed emails of an account cannot be returned'),
    );
  };
  stack.use(periodically('waking emails', sweepMs, wake, log));
  stack.use(periodically('sweep', sweepMs, async () => void (await sweep()), log));
  const keep = {
    blobGraceMs: config.BLOB_GRACE_HOURS * HOUR_MS,
    tombstoneMs: config.TOMBSTONE_DAYS * 24 * HOUR_MS,
    traceMs: config.TRACE_DAYS * 24 * HOUR_MS,
    refusalMs: config.REFUSAL_DAYS * 24 * HOUR_MS,
    quarantineMs: config.QUARANTINE_DAYS * 24 * HOUR_MS,
    quarantine: { maxBytes: config.QUARANTINE_MAX_BYTES, maxMails: config.QUARANTINE_MAX_MAILS },
    reportMs: config.REPORT_DAYS * 24 * HOUR_MS,
    orphanMs: config.ORPHAN_HOURS * HOUR_MS,
    applicationMs: config.APPLICATION_DAYS * 24 * HOUR_MS,
  };
  const tidyMs = config.HOUSEKEEPING_SECONDS * 1000;
  stack.use(periodically('housekeeping', tidyMs, () => runHousekeeping(store, keep), log));
  const reading = {
    store,
    log,
    hostname: config.MAIL_HOSTNAME,
    from: config.REPORTS_FROM,
    count: createReportMetrics(metrics),
  };
  stack.use(periodically('reading reports', sweepMs, () => readReports(reading), log));
  stack.use(startMaintenance(store, config.MAINTENANCE_SHARE, log));
  if (config.S3_ENDPOINT)
    stack.use(periodically('object sweep', SWEEP_OBJECTS_MS, () => sweepObjectStore(store, keep.orphanMs), log));
}

/** Starts the learning of what people move into Junk and out of it, unless it is off. */
export function startLearning({ store, config, log, stack }: Parts): void {
  if (config.FILTER === 'off') return;
  const learn = async (): Promise<void> => {
    const messages = await learnFromMoves(store.pool, {
      shares: config.FILTER === 'shared',
      onError: (err, account) =>
        log.error({ err, account }, 'the filter cannot learn from what an account moved to or out of Junk'),
    });
    if (messages > 0)
      log.info({ messages }, 'the statistical filter learned from mail that was moved into and out of Junk');
  };
  stack.use(periodically('learning', config.LEARN_SECONDS * 1000, learn, log));
}
