import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { insertBlobs, stageBlob } from '@postroom/blobs';
import { type Pool, transaction, uuidv7 } from '@postroom/database';
import { domainKey, domainOf, findDomainOf, listDkimKeys } from '@postroom/directory';
import type { DnsResolver } from '@postroom/dns';
import { type DueReport, readMeasured, settleDueReport, takeDueReport } from '@postroom/feedback';
import { deliveriesTo } from '@postroom/intake';
import { composeAggregate, type ReportAddress, writeDmarc } from '@postroom/reports';
import type { Logger } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';
import { insertMails, type NewMail } from '@postroom/transit';
import type { SentReport } from '../../report-metrics.ts';
import { destinations } from './destinations.ts';

export interface SendReportsOptions {
  readonly pool: Pool;
  readonly resolver: Pick<DnsResolver, 'txt'>;
  readonly hostname: string;
  /** What we call ourselves; '': hostname. */
  readonly organization: string;
  /** From which address reports come, where one can ask; '': postmaster of the domain that hostname is in. */
  readonly contact: string;
  /** The program, for whoever finds a fault in a report. */
  readonly generator: string;
  readonly count: (outcome: SentReport) => void;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** Sent in one turn. */
const MAX_IN_TURN = 100;
const MAX_RECORDS = 10_000;
const DAY_SECONDS = 24 * 3_600;

interface Prepared {
  readonly mail: NewMail;
  readonly blob: ReturnType<typeof stageBlob>;
}

/** Sends the reports that are due to whom a domain asks to tell (RFC 9990), each once; several processes share them. */
export async function sendReports(options: SendReportsOptions): Promise<void> {
  for (let turn = 0; turn < MAX_IN_TURN; turn++) {
    const due = await takeDueReport(options.pool);
    if (due === null) return;
    try {
      await sendOne(options, due);
    } catch (error) {
      options.log.warn({ err: error, domain: due.domain, day: due.day }, 'a report cannot be sent now');
      if (due.isLastAttempt) await settle(options, due, 'failed', 'it failed again and again');
    }
  }
}

async function sendOne(options: SendReportsOptions, due: DueReport): Promise<void> {
  const { pool, resolver, log, count } = options;
  const contact = await contactOf(options);
  if (contact === null)
    return settle(options, due, 'failed', 'no DKIM key signs for the domain that reports come from');
  const wanted = await destinations(resolver, due);
  if (wanted.length === 0) return settle(options, due, 'unwanted', 'nobody who is asked to be told wants to be');
  const mails = await prepare(options, due, contact, wanted);
  if (mails.length === 0) return settle(options, due, 'unwanted', 'it is larger than they take');
  const sent = await transaction(pool, async (tx) => {
    if (!(await settleDueReport(tx, due, 'sent', null))) return 0;
    let reached = 0;
    for (const { to, mail, blob } of mails) {
      const deliveries = await deliveriesTo(tx, to, options.hostname);
      if (deliveries.length === 0) continue;
      await insertBlobs(tx, [blob]);
      await insertMails(tx, [{ ...mail, deliveries }]);
      reached += 1;
    }
    return reached;
  });
  if (sent === 0) return;
  count('sent');
  log.info({ domain: due.domain, day: due.day, mails: sent }, 'a report was sent');
}

async function settle(
  { pool, count, log }: SendReportsOptions,
  due: DueReport,
  state: 'unwanted' | 'failed',
  reason: string,
): Promise<void> {
  if (!(await transaction(pool, (tx) => settleDueReport(tx, due, state, reason)))) return;
  count(state);
  log.info({ domain: due.domain, day: due.day, reason }, 'a report was not sent');
}

/** Null where nothing would sign: RFC 9990 3.5.2 wants reports that pass DMARC. */
async function contactOf({ pool, hostname, contact }: SendReportsOptions): Promise<string | null> {
  const domain = contact === '' ? await findDomainOf(pool, hostname) : domainKey(domainOf(contact));
  if (domain === null) return null;
  const keys = await listDkimKeys(pool, domain);
  if (!keys.some(({ signsAt, replacedAt }) => signsAt !== null && replacedAt === null)) return null;
  return contact === '' ? `postmaster@${domain}` : contact;
}

/** A mail for each address that takes its size. */
async function prepare(
  options: SendReportsOptions,
  due: DueReport,
  contact: string,
  wanted: readonly ReportAddress[],
): Promise<(Prepared & { to: string })[]> {
  const { hostname, generator } = options;
  const organization = options.organization || hostname;
  const submitter = normaliseDomain(domainOf(contact)) ?? hostname;
  const begins = Date.parse(`${due.day}T00:00:00Z`) / 1_000;
  const ends = begins + DAY_SECONDS - 1;
  const reportId = `${due.day.replaceAll('-', '')}.${due.domain}@${submitter}`;
  const records = await readMeasured(options.pool, due, MAX_RECORDS);
  const xml = writeDmarc(
    {
      ...{ organization, contact, reportId, policy: due.policy, records },
      ...{ beginsAt: new Date(begins * 1_000), endsAt: new Date(ends * 1_000) },
    },
    generator,
  );
  const report = await promisify(gzip)(xml);
  const mails: (Prepared & { to: string })[] = [];
  for (const { address, maxBytes } of wanted) {
    const id = uuidv7();
    const raw = await composeAggregate({
      ...{ id, hostname, date: new Date(), report, to: address, type: 'application/gzip' },
      from: { name: organization, address: contact },
      subject: `Report Domain: ${due.domain} Submitter: ${submitter} Report-ID: <${reportId}>`,
      text: `What DMARC found of mail in the name of ${due.domain} that came here on ${due.day} (UTC).\r\n`,
      filename: `${submitter}!${due.domain}!${begins}!${ends}.xml.gz`,
    });
    if (maxBytes !== null && raw.length > maxBytes) continue;
    // As ingress does with what it accepts: stored mail begins with its reverse-path.
    const blob = stageBlob(Buffer.concat([Buffer.from('Return-Path: <>\r\n'), raw]));
    const messageId = `<${id}@${hostname}>`;
    const mail = { id, blobId: blob.id, size: blob.size, reversePath: '', source: 'generated', messageId } as const;
    mails.push({ to: address, blob, mail: { ...mail, protocol: 'LOCAL', deliveries: [] } });
  }
  return mails;
}
