import { type Pool, transaction } from '@postroom/database';
import { type DueState, settleDue } from '@postroom/feedback';
import type { Logger } from '@postroom/service';
import type { SentReport } from '../../report-metrics.ts';

/** The most reports sent in one turn. */
const MAX_IN_TURN = 100;

interface Due {
  readonly domain: string;
  readonly day: string;
  /** Whether it is given up when this attempt fails. */
  readonly isLastAttempt: boolean;
}

/** Reports of one kind, where they are noted and counted. */
interface Reports {
  readonly pool: Pool;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly count: (outcome: SentReport) => void;
  /** Their name in the log: `a report`. */
  readonly what: string;
  readonly tables: Parameters<typeof settleDue>[1];
}

interface DueReports<Each extends Due> extends Reports {
  /** Takes the next report that is due; null when there is none. */
  take(): Promise<Each | null>;
  send(due: Each): Promise<void>;
}

/** Sends reports that are due, each once. Several processes share the work. */
export async function sendDue<Each extends Due>(reports: DueReports<Each>): Promise<void> {
  for (let turn = 0; turn < MAX_IN_TURN; turn++) {
    const due = await reports.take();
    if (due === null) return;
    try {
      await reports.send(due);
    } catch (error) {
      const { domain, day } = due;
      reports.log.warn({ err: error, domain, day }, `${reports.what} cannot be sent now and will be retried`);
      if (due.isLastAttempt) await settleUnsent(reports, due, 'failed', 'it failed in several attempts');
    }
  }
}

/** Notes that a report is not sent, and why. */
export async function settleUnsent(
  { pool, log, count, what, tables }: Reports,
  due: Due,
  state: Exclude<DueState, 'sent'>,
  reason: string,
): Promise<void> {
  if (!(await transaction(pool, (tx) => settleDue(tx, tables, due, state, reason)))) return;
  count(state);
  log.info({ domain: due.domain, day: due.day, reason }, `${what} was not sent`);
}
