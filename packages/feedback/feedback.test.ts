import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { uuidv7 } from '@postroom/database';
import type { DmarcRecord, DmarcReport, TlsReport } from '@postroom/reports';
import { testDatabase } from '@postroom/testkit';
import {
  domainTotals,
  keepReport,
  listRefusedReports,
  listReporters,
  noteReportMails,
  settleReportMail,
  summariseDmarc,
  summariseTls,
  takeReportMail,
  trimReports,
} from './index.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

const since = new Date('2026-11-01');
const time = { beginsAt: new Date('2026-11-26'), endsAt: new Date('2026-11-27') };

async function domain(name: string): Promise<string> {
  await pool.query('insert into domains (name) values ($1)', [name]);
  return name;
}

const record = (more: Partial<DmarcRecord> = {}): DmarcRecord => ({
  source: '192.0.2.1',
  count: 1,
  disposition: 'none',
  dkim: 'pass',
  spf: 'pass',
  headerFrom: 'a.test',
  envelopeFrom: 'b.a.test',
  overridden: '',
  spfResult: { domain: 'b.a.test', result: 'pass' },
  signatures: [{ domain: 'a.test', selector: 's', result: 'pass' }],
  ...more,
});

const dmarc = (reportId: string, records: DmarcRecord[]): DmarcReport => ({
  kind: 'dmarc',
  organization: 'R',
  contact: 'c@r.test',
  reportId,
  ...time,
  records,
  isCut: false,
  policy: { domain: 'a.test', p: 'none', sp: '', np: '', adkim: 'r', aspf: 'r', isTesting: false },
});

const keep = (name: string, report: DmarcReport | TlsReport, sender = 'r.test') =>
  keepReport(pool, { domain: name, sender, mailId: uuidv7(), report });

test('a report counts once per id and sender', async () => {
  const name = await domain('once.test');
  assert.equal(await keep(name, dmarc('1', [record({ count: 5 })])), 'kept');
  assert.equal(await keep(name, dmarc('1', [record({ count: 500 })])), 'known');
  assert.equal(await keep(name, dmarc('1', [record({ count: 2 })]), 'other.test'), 'kept');
  assert.equal((await summariseDmarc(pool, { domain: name, since }, 10)).messages, 7);
  assert.deepEqual(
    (await listReporters(pool, { domain: name, since }, 10)).map(({ sender, reports }) => [sender, reports]),
    [
      ['other.test', 1],
      ['r.test', 1],
    ],
  );
});

test('failing servers are listed first, with the domains they used', async () => {
  const name = await domain('sums.test');
  const forged = { source: '198.51.100.9', dkim: 'fail', spf: 'fail', disposition: 'reject', signatures: [] } as const;
  await keep(
    name,
    dmarc('1', [record({ count: 90 }), record({ ...forged, count: 3 }), record({ count: 9, dkim: 'fail' })]),
  );
  await keep(name, dmarc('2', [record({ ...forged, count: 4, disposition: 'quarantine' })]));
  const { reports, sources, ...counts } = await summariseDmarc(pool, { domain: name, since }, 10);
  assert.deepEqual(
    [reports, counts],
    [2, { messages: 106, passed: 99, dkim: 90, spf: 99, quarantined: 4, rejected: 3 }],
  );
  assert.deepEqual(
    sources.map(({ address, messages, passed, signedBy, from }) => [address, messages, passed, signedBy, from]),
    [
      ['198.51.100.9', 7, 0, [], ['a.test']],
      ['192.0.2.1', 99, 99, ['a.test'], ['a.test']],
    ],
  );
  assert.equal((await summariseDmarc(pool, { domain: name, since: new Date('2026-11-28') }, 10)).reports, 0);
});

test('TLS failures are summed by kind and server', async () => {
  const name = await domain('tls.test');
  const tls = (reportId: string, count: number): TlsReport => ({
    kind: 'tls',
    organization: 'R',
    contact: '',
    reportId,
    ...time,
    isCut: false,
    policies: [
      {
        type: 'sts',
        domain: name,
        successes: 10,
        failures: count,
        details: [{ type: 'certificate-expired', sendingIp: '', mx: 'mx.tls.test', count, reason: '' }],
      },
    ],
  });
  await keep(name, tls('1', 2));
  await keep(name, tls('2', 3), 'other.test');
  const { reports, policies, failures } = await summariseTls(pool, { domain: name, since }, 10);
  assert.deepEqual([reports, policies], [2, [{ type: 'sts', successes: 20, failures: 5 }]]);
  assert.deepEqual(failures, [{ type: 'certificate-expired', mx: 'mx.tls.test', sessions: 5, reporters: 2 }]);
  const line = (await domainTotals(pool, since, 10)).find((one) => one.domain === name);
  assert.deepEqual([line?.tlsReports, line?.sessions, line?.failures, line?.messages], [2, 25, 5, 0]);
});

test("one sender can fill neither the disk nor the space for others' reports", async () => {
  const name = await domain('flood.test');
  for (let at = 0; at < 100; at++) assert.equal(await keep(name, dmarc(`${at}`, []), 'flood.example'), 'kept');
  assert.equal(await keep(name, dmarc('more', []), 'flood.example'), 'too-many');
  assert.equal(await keep(name, dmarc('1', [])), 'kept');
});

test('a report mail is read by one process, again after a crash, and not forever', async () => {
  const mail = {
    mailId: uuidv7(),
    blobId: uuidv7(),
    domain: 'x.test',
    recipient: 'dmarc-reports@x.test',
    source: 'mx',
  } as const;
  await noteReportMails(pool, [mail]);
  await noteReportMails(pool, [mail]);
  const due = () => pool.query('update report_mails set next_attempt_at = now()');
  const lasts: boolean[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const taken = await takeReportMail(pool);
    assert.equal(taken?.mailId, mail.mailId);
    lasts.push(taken.isLastAttempt);
    assert.equal(await takeReportMail(pool), null);
    await due();
  }
  assert.deepEqual(lasts, [false, false, true]);
  assert.equal(await settleReportMail(pool, mail.mailId, 'it is broken'), true);
  assert.equal(await settleReportMail(pool, mail.mailId, null), false);
  assert.equal(await takeReportMail(pool), null);
  const refused = await listRefusedReports(pool, { domain: 'x.test', since, limit: 5 });
  assert.deepEqual(
    refused.map(({ mailId, reason }) => [mailId, reason]),
    [[mail.mailId, 'it is broken']],
  );
  const { rows } = await pool.query('select 1 from blob_candidates where blob_id = $1', [mail.blobId]);
  assert.equal(rows.length, 1, 'its octets may go');
});

test('old reports are removed', async () => {
  const name = await domain('old.test');
  await keep(name, dmarc('1', [record()]));
  await pool.query("update received_reports set received_at = '2020-01-01' where domain = $1", [name]);
  await pool.query("update report_mails set received_at = '2020-01-01'");
  assert.equal(await trimReports(pool, new Date('2021-01-01'), 10), 1);
  assert.equal((await summariseDmarc(pool, { domain: name, since }, 10)).reports, 0);
  assert.equal((await pool.query('select 1 from report_mails')).rowCount, 0);
});
