import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDns } from '@postroom/testkit';
import { testApi } from './testing.ts';

test('each DNS record of a domain is found present, missing, different or unknown', async () => {
  await using dns = await startDns({
    'check.test': { MX: [[5, 'mail.postroom.test']], TXT: ['v=spf1 include:other.test ~all', 'a note'] },
    '_dmarc.check.test': { TXT: ['v=DMARC1; p=reject; rua=mailto:x@other.test'] },
    '_imaps._tcp.check.test': { SRV: [[7, 1, 993, 'mail.postroom.test']] },
    '_submissions._tcp.check.test': { SRV: [[0, 1, 465, 'elsewhere.test']] },
    '_jmap._tcp.check.test': 'SERVFAIL',
    'autoconfig.check.test': { CNAME: 'mail.postroom.test' },
  });
  await using api = await testApi('running', { dns: dns.address });
  await api.call('POST', '/domains', { name: 'check.test' });
  const { status, body } = await api.call('GET', '/domains/check.test/dns?check=true');
  assert.equal(status, 200);
  const of = (name: string, type: string) => {
    const { state, found } = body.records.find(
      (record: { name: string; type: string }) => record.name === `${name}check.test.` && record.type === type,
    );
    return [state, found];
  };
  assert.deepEqual(of('', 'MX'), ['present', ['5 mail.postroom.test.']]);
  assert.deepEqual(of('', 'TXT'), ['different', ['"v=spf1 include:other.test ~all"']]);
  assert.deepEqual(of('_dmarc.', 'TXT')[0], 'present');
  assert.deepEqual(of('_imaps._tcp.', 'SRV')[0], 'present');
  assert.deepEqual(of('_submissions._tcp.', 'SRV'), ['different', ['0 1 465 elsewhere.test.']]);
  assert.deepEqual(of('_autodiscover._tcp.', 'SRV'), ['missing', []]);
  assert.deepEqual(of('_jmap._tcp.', 'SRV'), ['unknown', []]);
  assert.deepEqual(of('autoconfig.', 'CNAME')[0], 'present');
  // A missing record also means that there is no such service.
  assert.deepEqual(of('_pop3._tcp.', 'SRV'), ['present', []]);
  assert.equal((await api.call('GET', '/domains/check.test/dns')).body.records[0].state, undefined);
});
