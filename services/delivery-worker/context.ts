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
  /** Told of mail of ours that came back. */
  sent: Pick<SendingCounts, 'bounced'>;
  schedule: RetrySchedule;
  /** Our own name, in EHLO and in reports. */
  hostname: string;
  /** Knows the reverse-paths that mail was passed on with, which come back where somebody sends it to us again; null: there are none. */
  returnPaths: Pick<ReturnPaths, 'sender'> | null;
  /** Whether who did not log in hears of success too. */
  successToStrangers: boolean;
  /** Where marked mail is filed. */
  spamMailbox: 'junk' | 'inbox';
  /** Looks at what comes from elsewhere; null: nobody does. */
  filter: Pick<Filter, 'scores'> | null;
  /** From which of its scores on a mail is marked. */
  filterScore: number;
  /** Hears of all that is filed. */
  reports: Pick<ReportReader, 'add'>;
  log: Logger;
  metrics: WorkerMetrics;
  tracer: Tracer;
}
