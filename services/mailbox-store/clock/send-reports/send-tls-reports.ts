import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { transaction } from '@postroom/database';
import { domainOf } from '@postroom/directory';
import {
  type DueTlsReport,
  notePosted,
  readTlsSessions,
  settleDue,
  TLS_REPORTS,
  takeDueTlsReport,
} from '@postroom/feedback';
import type { Outgoing } from '@postroom/outgoing';
import { reportAddresses, reportUrls, writeTls } from '@postroom/reports';
import type { Logger } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';
import type { SentReport } from '../../report-metrics.ts';
import { type ContactOptions, contactOf } from './contact.ts';
import { sendDue, settleUnsent } from './due-reports.ts';
import { postReport } from './post-report.ts';
import { secondsOf } from './report-day.ts';
import { acceptMails, type PreparedMail, prepareMail } from './report-mails.ts';

export interface SendTlsReportsOptions extends ContactOptions {
  readonly outgoing: Outgoing;
  /** The name of our organisation; '' for the host name. */
  readonly organization: string;
  readonly count: (outcome: SentReport) => void;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** The reports sent at once, so that a receiver that does not answer keeps only one worker waiting. */
const WORKERS = 4;
const MAX_KINDS = 2_000;
const KIND = { what: 'a TLS report', tables: TLS_REPORTS };

/** A report in the form that all its receivers get. */
interface Written {
  readonly id: string;
  readonly contact: string;
  readonly submitter: string;
  /** The report, compressed with gzip. */
  readonly report: Buffer;
}

/** Sends due TLS reports to where domains want them (RFC 8460), each once. Several processes share the work. */
export async function sendTlsReports(options: SendTlsReportsOptions): Promise<void> {
  const take = () => takeDueTlsReport(options.pool);
  const reports = { ...KIND, ...options, take, send: (due: DueTlsReport) => sendOne(options, due) };
  await Promise.all(Array.from({ length: WORKERS }, () => sendDue(reports)));
}

async function sendOne(options: SendTlsReportsOptions, due: DueTlsReport): Promise<void> {
  const contact = await contactOf(options);
  if (contact === null)
    return settle(options, due, 'failed', 'no DKIM key signs for the domain that reports come from');
  const written = await write(options, due, contact);
  const { posted, isAway } = await post(options, due, written.report);
  if (isAway && !due.isLastAttempt) return;
  const mails = await prepare(options, due, written);
  if (posted === 0 && mails.length === 0) {
    const reason = isAway ? 'no recipient accepted it' : 'it has no usable recipient';
    return settle(options, due, isAway ? 'failed' : 'unwanted', reason);
  }
  const isSent = await transaction(options.pool, async (tx) => {
    if (!(await settleDue(tx, TLS_REPORTS, due, 'sent', null))) return false;
    await acceptMails(tx, mails, options.hostname);
    return true;
  });
  if (!isSent) return;
  options.count('sent');
  options.log.info({ domain: due.domain, day: due.day, mails: mails.length, posted }, 'a TLS report was sent');
}

function settle(
  options: SendTlsReportsOptions,
  due: DueTlsReport,
  state: 'unwanted' | 'failed',
  reason: string,
): Promise<void> {
  return settleUnsent({ ...KIND, ...options }, due, state, reason);
}

async function write(options: SendTlsReportsOptions, due: DueTlsReport, contact: string): Promise<Written> {
  const { pool, hostname, organization } = options;
  const submitter = normaliseDomain(domainOf(contact)) ?? hostname;
  const { begins, ends } = secondsOf(due.day);
  const id = `${due.day.replaceAll('-', '')}.${due.domain}@${submitter}`;
  const json = writeTls({
    organization: organization || hostname,
    contact,
    reportId: id,
    domain: due.domain,
    beginsAt: new Date(begins * 1_000),
    endsAt: new Date(ends * 1_000),
    sessions: await readTlsSessions(pool, due, MAX_KINDS),
  });
  return { id, contact, submitter, report: await promisify(gzip)(json) };
}

/** Posts a report to all URLs that have not taken it yet. It is posted twice only after a crash before the note, with the same id. */
async function post(
  { pool, outgoing, log }: SendTlsReportsOptions,
  due: DueTlsReport,
  report: Buffer,
): Promise<{ posted: number; isAway: boolean }> {
  const posted = new Set(due.posted);
  let isAway = false;
  for (const url of reportUrls(due.rua)) {
    if (posted.has(url)) continue;
    const result = await postReport(outgoing, url, report);
    if (result !== 'taken')
      log.info({ domain: due.domain, day: due.day, result }, 'a recipient did not accept a TLS report');
    if (result === 'away') isAway = true;
    if (result !== 'taken') continue;
    await notePosted(pool, due, url);
    posted.add(url);
  }
  return { posted: posted.size, isAway };
}

async function prepare(
  { hostname, organization }: SendTlsReportsOptions,
  { day, domain, rua }: DueTlsReport,
  { id, contact, submitter, report }: Written,
): Promise<PreparedMail[]> {
  const { begins, ends } = secondsOf(day);
  const unique = new Map(reportAddresses(rua).map((one) => [one.address.toLowerCase(), one]));
  const mails = await Promise.all(
    Array.from(unique.values(), ({ address, maxBytes }) =>
      prepareMail(
        {
          hostname,
          report,
          to: address,
          type: 'application/tlsrpt+gzip',
          tls: { domain, submitter },
          from: { name: organization || hostname, address: contact },
          subject: `Report Domain: ${domain} Submitter: ${submitter} Report-ID: <${id}>`,
          text: `Results of TLS connections to the mail servers of ${domain} on ${day} (UTC).\r\n`,
          filename: `${submitter}!${domain}!${begins}!${ends}.json.gz`,
        },
        maxBytes,
      ),
    ),
  );
  return mails.filter((mail) => mail !== null);
}
