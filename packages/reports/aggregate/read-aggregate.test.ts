import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readAggregate } from './read-aggregate.ts';
import { ReportFault } from './report-fault.ts';
import { dmarcXml, gz, mailWith, type SampleMail, tlsJson, zip } from './testing.ts';

async function* inPieces(message: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < message.length; at += size) yield message.subarray(at, at + size);
}

async function read(content: string | Buffer, mail: SampleMail = {}, size = 4_096) {
  return readAggregate(inPieces(await mailWith(content, mail), size));
}

/** Returns the reason why a report is refused. */
async function fault(content: string | Buffer, mail: SampleMail = {}): Promise<string> {
  try {
    await read(content, mail);
  } catch (error) {
    if (error instanceof ReportFault) return error.message;
    throw error;
  }
  return 'read';
}

const XML = dmarcXml([{ count: 12 }, { source: '2001:db8::1', disposition: 'quarantine', dkim: 'fail', spf: 'fail' }]);

const utf16 = Buffer.from(`\ufeff${XML.replace('UTF-8', 'UTF-16')}`, 'utf16le');

test('an aggregate report is read in any packing and under any name, however it is split', async () => {
  const ways: [string | Buffer, SampleMail][] = [
    [gz(XML), {}],
    [zip({ 'report.xml': XML }), { type: 'application/zip', filename: 'report.zip' }],
    [zip({ 'report.xml': XML }), { type: 'application/octet-stream', filename: 'report' }],
    [XML, { type: 'text/xml', filename: 'report.xml' }],
    [gz(`\ufeff${XML.replace('UTF-8', 'utf-8')}`), { type: 'application/x-gzip' }],
    [gzipSync(utf16), {}],
    [Buffer.from(utf16).swap16(), { type: 'text/xml', filename: 'report.xml' }],
  ];
  for (const [content, mail] of ways) {
    for (const size of [7, 512, 100_000]) {
      const report = await read(content, mail, size);
      assert.ok(report.kind === 'dmarc');
      const { organization, reportId, policy, records, beginsAt } = report;
      assert.deepEqual(
        [organization, reportId, beginsAt.toISOString()],
        ['Receiver & Sons', 'r-1', '2026-11-27T00:00:00.000Z'],
      );
      assert.deepEqual(
        [policy.domain, policy.p, policy.sp, policy.isTesting],
        ['postroom.test', 'quarantine', 'none', false],
      );
      assert.deepEqual(
        records.map(({ source, count, disposition, dkim, spf }) => [source, count, disposition, dkim, spf]),
        [
          ['192.0.2.1', 12, 'none', 'pass', 'pass'],
          ['2001:db8::1', 1, 'quarantine', 'fail', 'fail'],
        ],
      );
      assert.deepEqual(records[0]?.signatures, [{ domain: 'postroom.test', selector: 'one', result: 'pass' }]);
      assert.deepEqual(records[0]?.spfResult, { domain: 'bounce.postroom.test', result: 'pass' });
    }
  }
});

test('a report is found in a forwarded mail and in a text part', async () => {
  const sent = await mailWith(gz(XML));
  const head = 'From: a@receiver.example\r\nTo: b@postroom.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n';
  const part = `${head}Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nHello\r\n--q\r\nContent-Type: message/rfc822`;
  for (const message of [
    await mailWith(sent, { type: 'application/octet-stream', filename: 'report.eml' }),
    await mailWith(zip({ 'report.xml': XML }), { type: 'application/x-zip-compressed', filename: 'a.zip' }),
    `${part}\r\n\r\n${sent}\r\n--q--\r\n`,
    `${part}\r\nContent-Disposition: attachment; filename=a.eml\r\n\r\n${sent}\r\n--q--\r\n`,
    `${head}Content-Type: message/rfc822\r\n\r\n${sent}`,
    `${head}Content-Type: text/xml\r\n\r\n${XML}`,
    `${head}\r\n${XML}`,
  ]) {
    assert.equal((await readAggregate(inPieces(Buffer.from(message), 4_096))).kind, 'dmarc');
  }
  const twice = await mailWith(await mailWith(sent, { type: 'x/y' }), { type: 'x/y' });
  assert.match(await fault(twice, { type: 'x/y' }), /contains no report/);
});

test('prefixed and unknown elements change nothing', async () => {
  const foreign = XML.replace(/<(\/?)(?=[a-z])/g, '<$1d:').replace(
    '</d:identifiers>',
    '</d:identifiers><x:more xmlns:x="urn:x" a="1 > 0"><!-- <row> --><x:row><![CDATA[</x:row>]]></x:row></x:more>',
  );
  const report = await read(gz(foreign));
  assert.ok(report.kind === 'dmarc');
  assert.deepEqual(
    report.records.map(({ count }) => count),
    [12, 1],
  );
});

test('reports of real senders are read', async () => {
  const record = /<record>.*<\/record>/s;
  const row = '<row><source_ip> 192.0.2.9 </source_ip><count>3</count><policy_evaluated>';
  const bare = `<record>${row}<dkim>Pass</dkim><spf>Fail</spf><reason><type></type></reason></policy_evaluated></row>`;
  for (const [name, content, head] of [
    ['words before it', `See our site.\r\n\r\n${XML}`, undefined],
    ['a schema around it that never ends', XML.replace('<feedback', '<xs:schema xmlns:xs="x"> <feedback'), undefined],
    ['a schema around it', `${XML.replace('<feedback', '<xs:schema><feedback')}</xs:schema>\n`, undefined],
    ['an address in angle brackets', XML.replace('dmarc@receiver.example', '"A" <a@b.example>'), '"A" <a@b.example>'],
    ['a sign that nobody escaped', XML.replace('dmarc@receiver.example', 'a < 1 <- b'), 'a < 1 <- b'],
    ['times with a fraction', XML.replace(/<(begin|end)>(\d+)/g, '<$1>$2.0'), undefined],
    ['neither declaration nor version', XML.replace(/^<\?.*\?>\s*|<version>.*<\/version>/g, ''), undefined],
    ['octets that are no UTF-8', Buffer.from(XML.replace('dmarc@', 'd\xfc@'), 'latin1'), 'd\ufffd@receiver.example'],
    ['octets behind its end', Buffer.concat([gz(XML), Buffer.from('\r\n')]), undefined],
    ['little in its records', XML.replace(record, `${bare}<auth_results></auth_results></record>`), undefined],
    ['no results', XML.replace(record, `${bare}</record>`), undefined],
  ] as const) {
    const report = await read(content, { type: 'application/octet-stream', filename: 'report' });
    assert.ok(report.kind === 'dmarc', name);
    assert.deepEqual([report.policy.domain, report.reportId], ['postroom.test', 'r-1'], name);
    assert.equal(report.contact, head ?? 'dmarc@receiver.example', name);
    assert.ok(report.records.length > 0, name);
    if (report.records[0]?.count === 3)
      assert.deepEqual([report.records[0].dkim, report.records[0].spf], ['pass', 'fail']);
  }
});

test('a TLS report gives the number and kinds of failed sessions', async () => {
  for (const content of [gz(tlsJson()), tlsJson()]) {
    const report = await read(content, { type: 'application/tlsrpt+gzip', filename: 'a.json.gz' });
    assert.ok(report.kind === 'tls');
    const [policy] = report.policies;
    assert.deepEqual(
      [policy?.type, policy?.domain, policy?.successes, policy?.failures],
      ['sts', 'postroom.test', 97, 3],
    );
    assert.deepEqual(policy?.details, [
      { type: 'certificate-expired', sendingIp: '192.0.2.7', mx: 'mx.postroom.test', count: 3, reason: '' },
    ]);
  }
});

test('a document with a document type is refused, whatever its entities', async () => {
  const entities = '<!DOCTYPE feedback [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
  assert.match(await fault(gz(dmarcXml([{}], { head: entities }))), /declares a document type/);
  assert.match(await fault(gz(dmarcXml([{}], { head: '<!doctype x>' }))), /declares a document type/);
  assert.match(await fault(gz(XML.replace('r-1', '&x;'))), /an unknown entity/);
});

test('a report that would unpack to far more is not unpacked', async () => {
  const bomb = `<feedback>${' '.repeat(20_000_000)}`;
  assert.match(await fault(gz(bomb)), /too large when unpacked/);
  assert.match(await fault(zip({ 'a.xml': bomb })), /too large when unpacked/);
  // A bomb inside a bomb unpacks to no document.
  assert.match(await fault(gzipSync(gz(bomb))), /contains no report/);
});

test('archives that are inconsistent, encrypted or full of files are refused', async () => {
  const mail = { type: 'application/zip' };
  assert.match(await fault(zip({ 'a.xml': XML }, { flags: 1 }), mail), /encrypted/);
  assert.match(await fault(zip({ 'a.xml': XML }, { declared: 0xffffffff }), mail), /broken/);
  assert.match(await fault(zip({ 'a.xml': XML }).subarray(0, -30), mail), /broken/);
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}.xml`, XML]));
  assert.match(await fault(zip(many), mail), /too many files/);
  assert.match(await fault(zip({ 'a.txt': 'hello' }), mail), /contains no report/);
});

test('invalid reports are refused with a reason', async () => {
  assert.match(await fault('hello', { type: 'text/x', filename: 'a' }), /contains no report/);
  assert.match(await fault(gz(XML.slice(0, -11))), /cut off/);
  assert.match(await fault(gz('<a><b></a></b>')), /closes another/);
  assert.match(await fault(gz('<a>'.repeat(100))), /too deep/);
  assert.match(await fault(gz(`<feedback ${'x'.repeat(10_000)}>`)), /is not closed/);
  assert.match(await fault(gz('<feedback></feedback>')), /not a DMARC report/);
  assert.match(await fault(gz(XML.replace(/<end>\d+/, '<end>99999999999'))), /date range is invalid/);
  assert.match(await fault(gz('{')), /JSON is broken/);
  assert.match(await fault(gz('{"policies":[]}')), /not a TLS report/);
});

test('a record without a server or a count is left out, and the number of records is limited', async () => {
  const odd = await read(gz(dmarcXml([{ source: 'x' }, { count: 0 }, { count: -1 }, { count: 1e12 }, { count: 2 }])));
  assert.ok(odd.kind === 'dmarc');
  assert.deepEqual(
    odd.records.map(({ count }) => count),
    [2],
  );
  const long = await read(gz(dmarcXml(Array.from({ length: 10_500 }, (_, at) => ({ count: 1 + at })))));
  assert.ok(long.kind === 'dmarc');
  assert.deepEqual([long.records.length, long.isCut], [10_000, true]);
});

test('a report damaged in any way is read or refused', async () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return seed % below;
  };
  const wholes = [Buffer.from(XML), Buffer.from(tlsJson()), gz(XML), zip({ 'a.xml': XML })];
  for (let round = 0; round < 120; round++) {
    const octets = Buffer.from(wholes[round % wholes.length] as Buffer);
    for (let change = 0; change <= random(6); change++) octets[random(octets.length)] = random(256);
    const cut = random(4) === 0 ? octets.subarray(0, random(octets.length)) : octets;
    assert.equal(typeof (await fault(cut, { type: 'application/octet-stream' })), 'string');
  }
});
