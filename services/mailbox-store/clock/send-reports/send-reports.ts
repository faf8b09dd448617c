import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { transaction } from '@postroom/database';
import { domainOf } from '@postroom/directory';
import type { DnsResolver } from '@postroom/dns';
import { DMARC_REPORTS, type DueReport, readMeasured, settleDue, takeDueReport } from '@postroom/feedback';
import { type ReportAddress, writeDmarc } from '@postroom/reports';
import type { Logger } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';
import type { SentReport } from '../../report-metrics.ts';
import { type ContactOptions, contactOf } from './contact.ts';
import { destinations } from './destinations.ts';
import { sendDue, settleUnsent } from './due-reports.ts';
import { secondsOf } from './report-day.ts';
import { acceptMails, type PreparedMail, prepareMail } from './report-mails.ts';

export interface SendReportsOptions extends ContactOptions {
  readonly resolver: Pick<DnsResolver, 'txt'>;
  /** The name of our organisation; '' for the host name. */
  readonly organization: string;
  /** The name of this program, for people who find an error in a report. */
  readonly generator: string;
  readonly count: (outcome: SentReport) => void;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

const MAX_RECORDS = 10_000;
const KIND = { what: 'a report', tables: DMARC_REPORTS };

/** Sends due reports to the addresses in the domains' records (RFC 9990), each once. Several processes share the work. */
export async function sendReports(options: SendReportsOptions): Promise<void> {
  const take = () => takeDueReport(options.pool);
  await sendDue({ ...KIND, ...options, take, send: (due) => sendOne(options, due) });
}

async function sendOne(options: SendReportsOptions, due: DueReport): Promise<void> {
  const { pool, resolver, log, count } = options;
  const contact = await contactOf(options);
  if (contact === null)
    return settle(options, due, 'failed', 'no DKIM key signs for the domain that reports come from');
  const wanted = await destinations(resolver, due);
  if (wanted.length === 0)
    return settle(options, due, 'unwanted', 'no report address accepts reports about the domain');
  const mails = await prepare(options, due, contact, wanted);
  if (mails.length === 0) return settle(options, due, 'unwanted', 'it is larger than the recipients accept');
  const sent = await transaction(pool, async (tx) => {
    if (!(await settleDue(tx, DMARC_REPORTS, due, 'sent', null))) return 0;
    return acceptMails(tx, mails, options.hostname);
  });
  if (sent === 0) return;
  count('sent');
  log.info({ domain: due.domain, day: due.day, mails: sent }, 'a report was sent');
}

function settle(
  options: SendReportsOptions,
  due: DueReport,
  state: 'unwanted' | 'failed',
  reason: string,
): Promise<void> {
  return settleUnsent({ ...KIND, ...options }, due, state, reason);
}

/** Makes a mail for each address that accepts its size. */
async function prepare(
  options: SendReportsOptions,
  due: DueReport,
  contact: string,
  wanted: readonly ReportAddress[],
): Promise<PreparedMail[]> {
  const { hostname, generator } = options;
  const organization = options.organization || hostname;
  const submitter = normaliseDomain(domainOf(contact)) ?? hostname;
  const { begins, ends } = secondsOf(due.day);
  const reportId = `${due.day.replaceAll('-', '')}.${due.domain}@${submitter}`;
  const records = await readMeasured(options.pool, due, MAX_RECORDS);
  const xml = writeDmarc(
    {
      organization,
      contact,
      reportId,
      policy: due.policy,
      records,
      beginsAt: new Date(begins * 1_000),
      endsAt: new Date(ends * 1_000),
    },
    generator,
  );
  const report = await promisify(gzip)(xml);
  const mails = await Promise.all(
    wanted.map(({ address, maxBytes }) =>
      prepareMail(
        {
          hostname,
          report,
          to: address,
          type: 'application/gzip',
          from: { name: organization, address: contact },
          subject: `Report Domain: ${due.domain} Submitter: ${submitter} Report-ID: <${reportId}>`,
          text: `DMARC results for mail from ${due.domain} that was received here on ${due.day} (UTC).\r\n`,
          filename: `${submitter}!${due.domain}!${begins}!${ends}.xml.gz`,
        },
        maxBytes,
      ),
    ),
  );
  return mails.filter((mail) => mail !== null);
}
