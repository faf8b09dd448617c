import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dmarcXml } from '../aggregate/testing.ts';
import type { DmarcReport } from './dmarc-report.ts';
import { writeDmarc } from './write-dmarc.ts';

const SCHEMA = fileURLToPath(new URL('aggregate-report.xsd', import.meta.url));
const skip = spawnSync('xmllint', ['--version']).error ? 'xmllint (libxml2-utils) is not installed' : false;

/** Returns what xmllint finds wrong; '' for a report that is as RFC 9990 has it. */
async function faults(xml: string): Promise<string> {
  const lint = spawn('xmllint', ['--noout', '--nonet', '--schema', SCHEMA, '-']);
  lint.stdin.end(xml);
  const said = await text(lint.stderr);
  return said.replace(/^- validates\n$/, '');
}

const RECORD: DmarcReport['records'][number] = {
  source: '2001:db8::1',
  count: 3,
  disposition: 'none',
  dkim: 'fail',
  spf: 'fail',
  headerFrom: 'sender.example',
  envelopeFrom: 'bounce.sender.example',
  overridden: 'policy_test_mode',
  signatures: [{ domain: 'sender.example', selector: 'one', result: 'permerror' }],
  spfResult: { domain: 'bounce.sender.example', result: 'softfail' },
};
const REPORT = {
  organization: 'R & D <x>',
  contact: 'reports@postroom.test',
  reportId: '20261127.sender.example@postroom.test',
  beginsAt: new Date('2026-11-27T00:00:00Z'),
  endsAt: new Date('2026-11-27T23:59:59Z'),
  policy: { domain: 'sender.example', p: 'reject', sp: '', np: '', adkim: 'r', aspf: 's', isTesting: true },
  records: [RECORD],
};

test('RFC 9990 3.1.1: what we write is as the schema has it', { skip }, async () => {
  for (const record of [
    RECORD,
    { ...RECORD, overridden: '', disposition: 'pass' as const, signatures: [], source: '192.0.2.1' },
    { ...RECORD, envelopeFrom: '', spfResult: { domain: '', result: '' } },
    { ...RECORD, headerFrom: 'a\u0000<b>&"c".example' },
  ]) {
    assert.equal(await faults(writeDmarc({ ...REPORT, records: [record] }, 'Postroom "1" & <more>')), '');
  }
  const policy = { ...REPORT.policy, p: 'none', sp: 'quarantine', np: 'reject', isTesting: false };
  assert.equal(await faults(writeDmarc({ ...REPORT, policy }, 'x')), '');
});

test('RFC 9990 appendix B: the schema takes elements in the orders that it leaves open, and nothing unknown', {
  skip,
}, async () => {
  const theirs = dmarcXml([{}]);
  assert.equal(await faults(theirs), '');
  for (const wrong of [
    theirs.replace('<disposition>none', '<disposition>junk'),
    theirs.replace('<scope>mfrom', '<scope>helo'),
    theirs.replace('<p>quarantine</p>', ''),
    theirs.replace('<selector>one</selector>', ''),
    theirs.replace('xmlns="urn:ietf:params:xml:ns:dmarc-2.0"', ''),
    theirs.replace(/<record>.*<\/record>/s, ''),
  ]) {
    assert.notEqual(await faults(wrong), '');
  }
});
