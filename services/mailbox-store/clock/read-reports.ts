import { type BlobStore, readBlob, streamBlob } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import { findDomainOf } from '@postroom/directory';
import { type Keeping, keepReport, type ReportMail, settleReportMail, takeReportMail } from '@postroom/feedback';
import { provenSender } from '@postroom/intake';
import { type DmarcReport, ReportFault, readAggregate, type TlsReport } from '@postroom/reports';
import { authorDomains } from '@postroom/sender-auth';
import type { Logger } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';
import type { ReportOutcome } from '../report-metrics.ts';

export interface ReadReportsOptions {
  readonly store: BlobStore;
  /** Our own host name, whose Authentication-Results are trusted. */
  readonly hostname: string;
  /** Whose reports are accepted: only those whose sender SPF or DKIM proves, or all. */
  readonly from: 'proven' | 'all';
  readonly count: (outcome: ReportOutcome) => void;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** How far a report may be ahead of our clock: some are written before their day is over, in any time zone. */
const AHEAD_MS = 48 * 3_600_000;
/** The most reports read in one turn; the rest waits for the next. */
const MAX_IN_TURN = 100;

/** Reads mails with reports of others, one after the other. Several processes share the work. */
export async function readReports(options: ReadReportsOptions): Promise<void> {
  for (let turn = 0; turn < MAX_IN_TURN; turn++) {
    const mail = await takeReportMail(options.store.pool);
    if (mail === null) return;
    try {
      await readOne(options, mail);
    } catch (error) {
      await failed(options, mail, error);
    }
  }
}

async function readOne(options: ReadReportsOptions, mail: ReportMail): Promise<void> {
  const { store, count, log } = options;
  const { mailId, blobId } = mail;
  const sender = senderOf(options, mail, (await readBlob(store.pool, blobId)).header);
  const report = await readAggregate(streamBlob(store, blobId));
  if (report.endsAt.getTime() > Date.now() + AHEAD_MS) throw new ReportFault('it is about a time in the future');
  const parts = await byDomain(options, report);
  if (parts.length === 0) throw new ReportFault('it is about none of our domains');
  const kept = await transaction(store.pool, async (tx) => {
    if (!(await settleReportMail(tx, mailId, null))) return [];
    const outcomes: Keeping[] = [];
    for (const part of parts) outcomes.push(await keepReport(tx, { ...part, sender, mailId }));
    return outcomes;
  });
  for (const outcome of kept) count(outcome);
  log.info({ mail: mailId, sender, kind: report.kind, report: report.reportId, kept }, 'a report was read');
}

async function failed(
  { store, count, log }: ReadReportsOptions,
  { mailId, isLastAttempt }: ReportMail & { isLastAttempt: boolean },
  error: unknown,
): Promise<void> {
  const isFault = error instanceof ReportFault;
  if (!isFault) log.warn({ err: error, mail: mailId }, 'a report cannot be read now and will be retried');
  if (!isFault && !isLastAttempt) return;
  const reason = isFault ? error.message : 'it could not be read in several attempts';
  if (!(await settleReportMail(store.pool, mailId, reason))) return;
  count('refused');
  log.info({ mail: mailId, reason }, 'a report was refused');
}

/** Returns who wrote a report. Reports must pass DMARC (RFC 9990 3.5.2), so that forged ones are refused. Throws ReportFault. */
function senderOf({ hostname, from }: ReadReportsOptions, { source }: ReportMail, header: Buffer): string {
  if (source === 'generated') return hostname;
  const domains = new Set(authorDomains(header).map((domain) => normaliseDomain(domain) ?? ''));
  const [domain = ''] = domains.size === 1 ? domains : [];
  if (domain !== '' && (from === 'all' || provenSender(header, domain, hostname)?.proof === 'proven')) return domain;
  throw new ReportFault(`neither SPF nor DKIM proves that ${domain || 'a single domain'} sent it`);
}

interface Part {
  domain: string;
  report: DmarcReport | TlsReport;
}

/** Splits a report by our domains: a DMARC report is about one, a TLS report maybe about several. Parts about other domains are dropped. */
async function byDomain({ store }: ReadReportsOptions, report: DmarcReport | TlsReport): Promise<Part[]> {
  if (report.kind === 'dmarc') {
    const domain = await findDomainOf(store.pool, report.policy.domain);
    return domain === null ? [] : [{ domain, report }];
  }
  const found = new Map<string, TlsReport['policies'][number][]>();
  for (const policy of report.policies) {
    const domain = await findDomainOf(store.pool, policy.domain);
    if (domain !== null) found.set(domain, [...(found.get(domain) ?? []), policy]);
  }
  return Array.from(found, ([domain, policies]) => ({ domain, report: { ...report, policies } }));
}
