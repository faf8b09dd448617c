import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { transaction } from '@postroom/database';
import { addDkimKeys, addDomain, beginSigning, listDkimKeys } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { DmarcTally, type MeasuredMail, noteMeasured } from '@postroom/feedback';
import { readAggregate } from '@postroom/reports';
import { KeySeal, newSealedKeys } from '@postroom/sender-auth/dkim';
import { startDns, testDatabase } from '@postroom/testkit';
import { type SendReportsOptions, sendReports } from './send-reports.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const { pool } = stack.use(await testDatabase());
const dns = stack.use(await startDns({}));
const counted: string[] = [];
const DAY = new Date('2026-11-27T12:00:00Z');

await addDomain(pool, 'postroom.test');
const seal = new KeySeal('a secret of these tests, and long enough');
await addDkimKeys(pool, 'postroom.test', await newSealedKeys('postroom.test', { seal, now: new Date(), taken: [] }));
for (const key of await listDkimKeys(pool, 'postroom.test')) await transaction(pool, (tx) => beginSigning(tx, key));

const options = (more: Partial<SendReportsOptions> = {}): SendReportsOptions => ({
  pool,
  hostname: 'mail.postroom.test',
  organization: 'Postroom & Co',
  contact: '',
  generator: 'Postroom 1',
  resolver: createResolver({ servers: dns.address, tryMs: 200, totalMs: 400 }),
  count: (outcome) => void counted.push(outcome),
  log: { info() {}, warn() {} } as never,
  ...more,
});

const measured = (domain: string, rua: string, mail: Partial<MeasuredMail['mail']> = {}): MeasuredMail => ({
  organizationalDomain: domain,
  rua,
  policy: { domain, p: 'reject', sp: 'reject', np: '', adkim: 'r', aspf: 's', isTesting: false },
  mail: {
    source: '192.0.2.1',
    disposition: 'pass',
    dkim: 'pass',
    spf: 'fail',
    headerFrom: domain,
    envelopeFrom: '',
    overridden: '',
    spfResult: { domain: '', result: '' },
    signatures: [{ domain, selector: 's', result: 'pass' }],
    ...mail,
  },
});

/** Counts mails in this number of processes, as smtp-ingress does, and makes their reports due. */
async function measure(mails: readonly MeasuredMail[], processes = 1): Promise<void> {
  const tallies = Array.from({ length: processes }, () => new DmarcTally(pool, assert.ifError));
  for (const [at, mail] of mails.entries()) tallies[at % processes]?.add(mail, DAY);
  await Promise.all(tallies.map((tally) => tally[Symbol.asyncDispose]()));
  await pool.query('update dmarc_reports set due_at = now()');
}

/** Returns the waiting mails with their recipients. */
async function mails() {
  const { rows } = await pool.query<{ recipient: string; header: Buffer; body: Buffer }>(
    `select d.recipient, b.header, b.body from accepted_mails m join blobs b on b.id = m.blob_id
     join deliveries d on d.mail_id = m.id order by d.recipient`,
  );
  return rows.map(({ recipient, header, body }) => ({ recipient, raw: Buffer.concat([header, body]) }));
}

async function* whole(raw: Buffer): AsyncGenerator<Buffer> {
  yield raw;
}

const state = async (domain: string) =>
  (await pool.query<{ state: string }>('select state from dmarc_reports where domain = $1', [domain])).rows[0]?.state;

beforeEach(async () => {
  await pool.query('truncate accepted_mails, deliveries, delivery_events, blobs, dmarc_reports, measured_dmarc');
  counted.length = 0;
});

test('counts of many processes become one DMARC report, sent once by any number of replicas', async () => {
  const forged = { source: '2001:db8::9', disposition: 'reject', dkim: 'fail', signatures: [] } as const;
  const many = Array.from({ length: 9 }, () => measured('sender.test', 'mailto:dmarc@sender.test'));
  await measure([...many, measured('sender.test', 'mailto:dmarc@sender.test', forged)], 3);
  await Promise.all([sendReports(options()), sendReports(options()), sendReports(options())]);
  await pool.query('update dmarc_reports set due_at = now()');
  await sendReports(options());
  const [mail, ...more] = await mails();
  assert.equal(more.length, 0);
  assert.equal(mail?.recipient, 'dmarc@sender.test');
  const text = mail.raw.toString().replace(/\r\n\s+/g, ' ');
  assert.match(text, /^Return-Path: <>\r\n/);
  assert.match(text, /^From: "?Postroom & Co"? <postmaster@postroom\.test>\r$/m);
  assert.match(
    text,
    /^Subject: Report Domain: sender\.test Submitter: postroom\.test Report-ID: <20261127\.sender\.test@postroom\.test>\r$/m,
  );
  assert.match(text, /filename="?postroom\.test!sender\.test!1795737600!1795823999\.xml\.gz/);
  const report = await readAggregate(whole(mail.raw));
  assert.ok(report.kind === 'dmarc');
  assert.deepEqual([report.organization, report.policy.p, report.policy.aspf], ['Postroom & Co', 'reject', 's']);
  assert.deepEqual(
    report.records.map(({ source, count, disposition, dkim }) => [source, count, disposition, dkim]),
    [
      ['192.0.2.1', 9, 'pass', 'pass'],
      ['2001:db8::9', 1, 'reject', 'fail'],
    ],
  );
  assert.deepEqual([counted, await state('sender.test')], [['sent'], 'sent']);
  assert.equal((await pool.query('select 1 from measured_dmarc')).rowCount, 0);
});

test('a report is sent later after a crash before the commit, and not again after a later crash', async () => {
  await measure([measured('sender.test', 'mailto:dmarc@sender.test')]);
  const killed = { txt: () => Promise.reject(new Error('killed')) };
  await measure([measured('outside.test', 'mailto:dmarc@elsewhere.test')]);
  await sendReports(options({ resolver: killed }));
  assert.deepEqual([await state('sender.test'), await state('outside.test')], ['sent', 'waiting']);
  dns.zone = { 'outside.test._report._dmarc.elsewhere.test': { TXT: ['v=DMARC1'] } };
  await pool.query('update dmarc_reports set due_at = now()');
  await sendReports(options());
  assert.deepEqual(
    (await mails()).map(({ recipient }) => recipient),
    ['dmarc@elsewhere.test', 'dmarc@sender.test'],
  );
});

test('an external report address gets reports only if its own domain agrees', async () => {
  dns.zone = {
    'wanted.test._report._dmarc.reader.test': { TXT: ['v=DMARC1; rua=mailto:other@reader.test'] },
    'astray.test._report._dmarc.reader.test': { TXT: ['v=DMARC1; rua=mailto:victim@victim.test'] },
    'away.test._report._dmarc.reader.test': 'SERVFAIL',
  };
  for (const domain of ['wanted.test', 'astray.test', 'victimless.test', 'away.test']) {
    await measure([measured(domain, 'mailto:a@reader.test')]);
  }
  await measure([measured('own.test', 'mailto:a@sub.own.test, https://own.test/, mailto:x')]);
  await sendReports(options());
  assert.deepEqual(
    (await mails()).map(({ recipient }) => recipient),
    ['a@sub.own.test', 'other@reader.test'],
  );
  for (const [domain, expected] of Object.entries({
    'astray.test': 'unwanted',
    'victimless.test': 'unwanted',
    'away.test': 'waiting',
  }))
    assert.equal(await state(domain), expected, domain);
});

test('a report that is too large, or would be unsigned, is not sent', async () => {
  await measure([measured('small.test', 'mailto:a@small.test!1k,mailto:b@small.test!10m')]);
  await measure([measured('tiny.test', 'mailto:a@tiny.test!10')]);
  await sendReports(options());
  assert.deepEqual(
    (await mails()).map(({ recipient }) => recipient),
    ['b@small.test'],
  );
  assert.equal(await state('tiny.test'), 'unwanted');
  await measure([measured('later.test', 'mailto:a@later.test')]);
  await sendReports(options({ contact: 'reports@elsewhere.test' }));
  assert.equal(await state('later.test'), 'failed');
});

test('invented names cannot fill a DMARC report beyond its limit', async () => {
  const count = (domain: string, at: number) => ({
    ...measured(domain, `mailto:a@${domain}`, { envelopeFrom: `x${at}.test` }),
    day: '2026-11-27',
    key: at.toString(16).padStart(64, '0'),
    count: 2,
  });
  const limits = { domains: 2, kinds: 3 };
  for (let at = 0; at < 5; at++) await noteMeasured(pool, [count('a.test', at)], limits);
  for (const domain of ['b.test', 'c.test', 'd.test']) await noteMeasured(pool, [count(domain, 0)], limits);
  await noteMeasured(pool, [count('a.test', 1)], limits);
  const { rows } = await pool.query<{ domain: string; kinds: number; mails: number }>(
    'select domain, count(*) as kinds, sum(count)::int as mails from measured_dmarc group by domain order by domain',
  );
  assert.deepEqual(rows, [
    { domain: 'a.test', kinds: 3, mails: 8 },
    { domain: 'b.test', kinds: 1, mails: 2 },
  ]);
});
