import type { Pool } from '@postroom/database';
import type { Filter, MailboxStore } from '@postroom/mailbox';
import type { Producer, RetrySchedule, SendingCounts, Slots } from '@postroom/queue';
import type { ReturnPaths } from '@postroom/sender-auth/srs';
import type { Logger, Tracer } from '@postroom/service';
import type { WorkerMetrics } from './metrics.ts';
import type { ReportReader } from './reports/report-reader.ts';

/** What every delivery needs. */
export interface WorkerContext {
  pool: Pool;
  store: MailboxStore;
  producer: Producer;
  slots: Slots;
  /** Is told of our users' mail that was refused for good. */
  sent: Pick<SendingCounts, 'bounced'>;
  schedule: RetrySchedule;
  /** Our own host name, used in EHLO and in reports. */
  hostname: string;
  /** Recognises reverse-paths that we rewrote when passing mail on, and returns the original ones; null when we rewrite none. */
  returnPaths: Pick<ReturnPaths, 'sender'> | null;
  /** Whether senders who did not log in may get reports of success. */
  successToStrangers: boolean;
  /** The mailbox for mail marked as spam. */
  spamMailbox: 'junk' | 'inbox';
  /** The statistical filter for mail from elsewhere; null when it is off. */
  filter: Pick<Filter, 'scores'> | null;
  /** The score of the filter from which a mail is marked as spam. */
  filterScore: number;
  /** Is told of all mail that is filed. */
  reports: Pick<ReportReader, 'add'>;
  log: Logger;
  metrics: WorkerMetrics;
  tracer: Tracer;
}
