import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DmarcTally } from '@postroom/feedback';
import { testDatabase } from '@postroom/testkit';
import { LETTER, STRANGER, startJudge } from '../../sender-auth/testing.ts';
import type { Decision } from './decide.ts';
import { measuredMail } from './measure.ts';

// Whatever a domain publishes and senders write is counted or left out; it never keeps other messages from being counted.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const { pool } = stack.use(await testDatabase());
const judge = stack.use(await startJudge({}));

async function measured(record: string, reversePath = 'a@example.org', action: Decision['action'] = 'accepted') {
  judge.dns.zone = { 'example.org': { TXT: [`v=spf1 ip4:${STRANGER} -all`] }, '_dmarc.example.org': { TXT: [record] } };
  await using fresh = await startJudge(judge.dns.zone);
  const results = await fresh.check(LETTER, { reversePath });
  return measuredMail(results, action, { remoteAddress: STRANGER, reversePath });
}

test('a mail is measured for DMARC reports if the record asks for them', async () => {
  const found = await measured('v=DMARC1; p=reject; sp=none; aspf=s; rua=mailto:d@example.org');
  assert.deepEqual(found?.policy, {
    domain: 'example.org',
    p: 'reject',
    sp: 'none',
    np: '',
    adkim: 'r',
    aspf: 's',
    isTesting: false,
  });
  assert.deepEqual([found?.rua, found?.mail.spf, found?.mail.disposition], ['mailto:d@example.org', 'pass', 'pass']);
  assert.deepEqual(found?.mail.spfResult, { domain: 'example.org', result: 'pass' });
  assert.equal(await measured('v=DMARC1; p=reject'), undefined);
});

test('a mail that failed but was accepted is reported with the reason', async () => {
  const found = await measured('v=DMARC1; p=reject; rua=mailto:d@example.org', 'a@elsewhere.test');
  assert.deepEqual(
    [found?.mail.disposition, found?.mail.overridden, found?.mail.spf],
    ['none', 'local_policy', 'fail'],
  );
});

test('RFC 9990 3.1.6: a mail that failed and was not treated as its domain publishes is reported with the reason', async () => {
  const said = async (record: string, action: Decision['action']) => {
    const found = await measured(`v=DMARC1; ${record}; rua=mailto:d@example.org`, 'a@elsewhere.test', action);
    return [found?.mail.disposition, found?.mail.overridden];
  };
  assert.deepEqual(await said('p=reject', 'refused'), ['reject', '']);
  assert.deepEqual(await said('p=reject', 'junk'), ['quarantine', 'local_policy']);
  assert.deepEqual(await said('p=none', 'accepted'), ['none', '']);
  assert.deepEqual(await said('p=none', 'refused'), ['reject', 'other']);
  assert.deepEqual(await said('p=reject; t=y', 'junk'), ['quarantine', 'policy_test_mode']);
  assert.deepEqual(await said('p=quarantine; t=y', 'accepted'), ['none', 'policy_test_mode']);
  assert.deepEqual(await said('p=none; t=y', 'accepted'), ['none', '']);
});

test('RFC 9990 3.1.1.8: a mail that passed has the disposition pass only where its policy asks for something', async () => {
  const disposition = async (p: string) =>
    (await measured(`v=DMARC1; p=${p}; rua=mailto:d@example.org`))?.mail.disposition;
  assert.deepEqual([await disposition('none'), await disposition('quarantine')], ['none', 'pass']);
});

test('data that cannot be stored is left out or not measured', async () => {
  assert.equal(await measured('v=DMARC1; p=reject; rua=mailto:d@example.org,\0mailto:e@example.org'), undefined);
  assert.equal(await measured(`v=DMARC1; p=reject; rua=mailto:d@example.org,${'x'.repeat(2_000)}`), undefined);
  const odd = await measured('v=DMARC1; p=none; rua=mailto:d@example.org', 'a\0@b\0\ud800.test');
  assert.ok(odd);
  await using tally = new DmarcTally(pool, assert.ifError);
  tally.add(odd, new Date('2026-11-27T12:00:00Z'));
  await tally.flush();
  const { rows } = await pool.query('select count from measured_dmarc');
  assert.deepEqual(rows, [{ count: 1 }]);
});
