import assert from 'node:assert/strict';
import { test } from 'node:test';
import { done, lines, platform, postroom } from './platform.testing.ts';

test('domains can be added, listed and removed', async () => {
  assert.match(await done(['domain', 'list']), /^no domains/);
  assert.match(
    await done(['domain', 'add', 'Example.test']),
    /^domain example\.test added\n[\s\S]*postmaster@example\.test[\s\S]*: postroom domain dns example\.test\n/,
  );
  await done(['domain', 'add', 'much-longer.example.test']);
  const [head, first, second] = lines(await done(['domain', 'list']));
  assert.match(head ?? '', /^DOMAIN {20}ACCOUNTS {2}ALIASES {2}JOINING {2}SINCE$/);
  assert.match(first ?? '', /^example\.test {21}0 {8}0 {2}closed {3}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.match(second ?? '', /^much-longer\.example\.test {9}0 /);
  assert.equal(
    await done(['domain', 'remove', 'much-longer.example.test']),
    'domain much-longer.example.test removed\n',
  );
  const parsed = JSON.parse(await done(['--json', 'domain', 'list']));
  assert.deepEqual([parsed.length, parsed[0].name], [1, 'example.test']);
});

test('no certificate can be ordered where no authority is configured', async () => {
  assert.equal(await done(['certificate', 'list']), 'no certificates are ordered\n');
  const { code, stderr } = await postroom(['certificate', 'order', 'mail.example.test']);
  assert.deepEqual([code, stderr], [1, 'postroom: No certificate can be ordered: ACME_DIRECTORY_URL is not set\n']);
  assert.equal((await postroom(['certificate', 'remove', 'mail.example.test'])).code, 1);
});

test('DNS records are printed for copying', async () => {
  const printed = lines(await done(['domain', 'dns', 'example.test']));
  const { IMAPS_PORT, SUBMISSION_PORT } = platform.ports;
  assert.match(printed[0] ?? '', /^example\.test\. +MX +10 mail\.postroom\.test\. +; mail for the domain/);
  assert.match(printed[1] ?? '', /^example\.test\. +TXT +"v=spf1 mx -all" +; SPF/);
  assert.match(printed[2] ?? '', /^_dmarc\.example\.test\. +TXT +"v=DMARC1; p=quarantine; /);
  assert.match(
    printed.join('\n'),
    new RegExp(`^_imaps\\._tcp\\.example\\.test\\. +SRV +0 1 ${IMAPS_PORT} mail\\.postroom\\.test\\. +; IMAP`, 'm'),
  );
  assert.match(
    printed.join('\n'),
    new RegExp(`^_submission\\._tcp\\.example\\.test\\. +SRV +5 1 ${SUBMISSION_PORT} `, 'm'),
  );
  assert.match(printed.join('\n'), /^autoconfig\.example\.test\. +CNAME +mail\.postroom\.test\. +; /m);
  assert.match(printed.join('\n'), /^_25\._tcp\.mail\.postroom\.test\. +TLSA +3 1 1 [0-9a-f]{64} +; DANE/m);
  assert.match(printed.at(-1) ?? '', /^; mail\.postroom\.test\. DS: DNSSEC/);
  const { domain, records } = JSON.parse(await done(['--json', 'domain', 'dns', 'EXAMPLE.test']));
  assert.deepEqual([domain, records.length, records[0].type], ['example.test', 20, 'MX']);
  const missing = await postroom(['domain', 'dns', 'nowhere.test']);
  assert.deepEqual([missing.code, missing.stdout], [1, '']);
  assert.match(missing.stderr, /No domain nowhere\.test/);
});

test("the reader of a domain's postmaster mail can be set", async () => {
  const named = async () => {
    const all = JSON.parse(await done(['--json', 'domain', 'list'])) as { name: string; postmaster: string | null }[];
    return all.find(({ name }) => name === 'post.test')?.postmaster;
  };
  await done(['domain', 'add', 'post.test', '--postmaster', 'ops@elsewhere.test']);
  assert.equal(await named(), 'ops@elsewhere.test');
  assert.equal(await done(['domain', 'postmaster', 'post.test']), 'postmaster of post.test: its first account\n');
  assert.equal(await named(), null);
  await done(['domain', 'postmaster', 'post.test', 'alice@example.test']);
  assert.equal(await named(), 'alice@example.test');
  await done(['domain', 'remove', 'post.test']);
});
