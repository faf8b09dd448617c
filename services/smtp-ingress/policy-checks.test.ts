import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { Wire } from '@postroom/testkit';
import { ARCHIVES } from '../../packages/policy/message/archives.testing.ts';
import { rar4, rar5 } from '../../packages/policy/message/rar.testing.ts';
import { SEVEN_ZIPS } from '../../packages/policy/message/seven-zip.testing.ts';
import { tar } from '../../packages/policy/message/tar.testing.ts';
import { GOOD, LETTER, NAMELESS, openPolicyFixture, type Sending } from './testing/policy-fixture.ts';
import { submit } from './testing/submit.ts';
import { putAlias } from './testing.ts';

// The results of each check for mail of other servers.

const { smtp, metrics, ordinary, listen, bring, accepted, [Symbol.asyncDispose]: close } = await openPolicyFixture();
after(close);

/** Sends a mail from Alice to Bob. */
async function sendHeader(header: string): Promise<void> {
  await using wire = await Wire.connect({ port: await smtp.listen('submission') });
  await wire.expect(/^220 /);
  await wire.line('EHLO alice.test');
  await wire.until(/^250 /);
  await submit(wire, `${header}\r\nhi\r\n`);
}

/** Returns a zip file with one entry of this name. */
function zip(name: string, unpacked: string | Buffer = 'whatever it does'): Buffer {
  const content = deflateRawSync(unpacked);
  const local = Buffer.alloc(30);
  local.write('PK\x03\x04', 'latin1');
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt16LE(Buffer.byteLength(name), 26);
  return Buffer.concat([local, Buffer.from(name), content]);
}

/** Returns a 7z file with more octets before its header than the check reads of a message. */
function large7z(): Buffer {
  const { plain } = SEVEN_ZIPS;
  const large = Buffer.concat([plain.subarray(0, 32), Buffer.alloc(1_200_000, 'more'), plain.subarray(32)]);
  large.writeBigUInt64LE(BigInt(large.length - (plain.length - 32 - Number(plain.readBigUInt64LE(12))) - 32), 12);
  return large;
}

function attached(name: string, content: Buffer): Sending {
  const header = `${LETTER}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n`;
  const part = `Content-Type: application/octet-stream; name="${name}"\r\nContent-Transfer-Encoding: base64\r\n`;
  const text = '--b\r\nContent-Type: text/plain\r\n\r\nsee there\r\n';
  const lines = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  return { header, body: `${text}--b\r\n${part}\r\n${lines}\r\n--b--\r\n` };
}

function html(text: string): Sending {
  return { header: `${LETTER}Content-Type: text/html; charset=utf-8\r\n`, body: `${text}\r\n` };
}

describe('the client', () => {
  test('is looked up on all DNS lists at once, and an answer that means an error counts as none', async () => {
    const lists = 'block.example=3, broken.example=30, nobody.example=30';
    const { scans } = await accepted({ at: await listen({ lists }), client: NAMELESS });
    assert.equal(scans?.policy?.score, 4.5);
    const allowed = await accepted({ at: await listen({ lists: 'allow.example=-2' }), helo: 'localhost' });
    assert.equal(allowed.scans?.policy?.score, 0);
  });

  test("gets points if its HELO is our name or another's address", async () => {
    const said = async (helo: string) => (await accepted({ helo })).scans?.['policy helo']?.reason;
    assert.equal(await said('MAIL.postroom.test'), 'the sending server gives our name as its own');
    assert.match((await said('[192.0.2.200]')) ?? '', /another server, 192\.0\.2\.200, as its own/);
    assert.equal(await said(`[${GOOD}]`), undefined);
    assert.match((await said(GOOD)) ?? '', /without brackets/);
  });

  test('is disconnected if it talks before the greeting, unless that check is off', async () => {
    const early = async (at: number) => {
      await using wire = await Wire.connect({ port: at, timeout: 15_000 });
      await wire.send(`PROXY TCP4 ${GOOD} 192.0.2.1 56324 25\r\nEHLO early\r\n`);
      return await wire.readLine();
    };
    assert.match(await early(ordinary), /^421 4\.7\.0 Data sent before the greeting/);
    assert.match(await early(await listen({ checks: 'early-talker=3' })), /^220 /);
  });

  test('is deferred if its network sends too many mails', async () => {
    const at = await listen({ limits: { networkMails: 2 } });
    const client = '192.0.66.1';
    assert.match(await bring({ at, client }), /^250 /);
    assert.match(await bring({ at, client: '192.0.66.77' }), /^250 /);
    assert.match(await bring({ at, client }), /^451 4\.7\.1 Try again later: too many mails from 192\.0\.66\.0\/24/);
    assert.match(await bring({ at, client: '192.0.67.1' }), /^250 /);
  });

  test('is deferred if the few mails of its network go to too many recipients', async () => {
    const at = await listen({ limits: { networkRecipients: 3 } });
    const to = ['alice@postroom.test', 'bob@postroom.test'];
    assert.match(await bring({ at, client: '192.0.71.1', to }), /^250 /);
    const reply = await bring({ at, client: '192.0.71.9', to });
    assert.match(reply, /^451 4\.7\.1 Try again later: too many recipients of mails from 192\.0\.71\.0\/24/);
    assert.match(await bring({ at, client: '192.0.72.1', to }), /^250 /);
  });

  test('is refused after its network tried several unknown recipients, and other networks are not', async () => {
    const at = await listen({ limits: { unknownRecipients: 3 } });
    const client = '192.0.68.1';
    for (let n = 0; n < 4; n++)
      assert.match(await bring({ at, client, to: [`no${n}@postroom.test`] }), /^550 5\.1\.1 /);
    assert.match(await bring({ at, client }), /^450 4\.7\.1 192\.0\.68\.0\/24 writes to too many addresses/);
    assert.match(await bring({ at, client: '192.0.69.1' }), /^250 /);
  });

  test('that is new is greylisted once, and not again after it came back', async () => {
    const at = await listen({ checks: 'greylist=defer', limits: { greylistSeconds: 1 } });
    const client = '192.0.70.1';
    assert.match(await bring({ at, client }), /^450 4\.7\.1 Greylisted, try again in 1 s/);
    const until = performance.now() + 10_000;
    let answer = '';
    while (!answer.startsWith('250') && performance.now() < until) answer = await bring({ at, client });
    assert.match(answer, /^250 /);
    assert.match(await bring({ at, client: '192.0.70.2' }), /^250 /);
    assert.match(await bring({ at, client, from: 'dave@good.example' }), /^450 4\.7\.1 /);
  });

  test('that comes back from another network allowed by SPF, or with another tag, passes greylisting', async () => {
    const at = await listen({ checks: 'greylist=defer', limits: { greylistSeconds: 1 } });
    const again = async (sending: Sending) => {
      const until = performance.now() + 10_000;
      let answer = '';
      while (!answer.startsWith('250') && performance.now() < until) answer = await bring({ at, ...sending });
      assert.match(answer, /^250 /);
    };
    const from = 'prvs=00123abc45=erin@pool.example';
    assert.match(await bring({ at, client: '192.0.71.1', from }), /^450 4\.7\.1 Greylisted/);
    await again({ client: '192.0.72.9', from });
    assert.match(await bring({ at, client: '192.0.71.7', from: 'prvs=00456def67=erin@pool.example' }), /^250 /);
    assert.match(await bring({ at, client: '192.0.73.1', from }), /^450 4\.7\.1 /);
    for (let n = 0; n < 4; n++) {
      const other = { client: '192.0.71.1', from: `${'abcd'[n]}@pool.example` };
      assert.match(await bring({ at, ...other }), /^450 4\.7\.1 /);
      await again(other);
    }
    assert.match(await bring({ at, client: '192.0.72.1', from: 'new@pool.example' }), /^250 /, 'of known networks');
  });
});

describe('the envelope', () => {
  test('gets points for a sender domain that accepts no mail, and none if DNS does not answer', async () => {
    const said = async (from: string) => (await accepted({ from })).scans?.['policy sender-domain'];
    assert.match((await said('x@nullmx.example'))?.reason ?? '', /says that it takes no mail/);
    assert.equal((await said('x@away.example'))?.result, 'failed');
    assert.equal(await said(''), undefined);
  });

  test('is refused with the enhanced status code of its reason', async () => {
    const strict = { 'sender-domain': '5.7.27', 'reverse-dns': '5.7.25', helo: '5.7.1' };
    for (const [check, code] of Object.entries(strict)) {
      const rules = Object.keys(strict).map((name) => `${name}=${name === check ? 'reject' : 'off'}`);
      const at = await listen({ checks: rules.join() });
      const reply = await bring({ at, client: '192.0.79.1', from: 'x@nullmx.example', helo: 'nonsense' });
      assert.ok(reply.startsWith(`550 ${code} Message refused: `), reply);
    }
    const at = await listen({ checks: 'sender-domain=reject,reverse-dns=off' });
    assert.match(await bring({ at, from: 'x@nowhere.invalid' }), /^550 5\.1\.8 /);
    const both = await listen({ checks: 'sender-domain=reject,reverse-dns=reject' });
    assert.match(await bring({ at: both, client: '192.0.79.1', from: 'x@nullmx.example' }), /^550 5\.7\.1 /);
  });

  test('gets points if a mail with a null reverse-path has several recipients', async () => {
    const to = ['alice@postroom.test', 'bob@postroom.test'];
    assert.equal((await accepted({ from: '', to })).spam, true);
    assert.equal((await accepted({ to })).spam, false);
  });
});

describe('a delivery report', () => {
  /** Returns a report as servers write it: a text, and in the last part the returned header. */
  const report = (type: string, returned: string): Sending => ({
    from: '',
    header: `From: MAILER-DAEMON@good.example\r\nContent-Type: multipart/report; report-type="${type}"; boundary=b\r\n`,
    body: `--b\r\n\r\nIt could not be delivered.\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n${returned}\r\n--b--\r\n`,
  });
  const found = async (sending: Sending) => (await accepted(sending)).scans?.['policy backscatter']?.reason;

  test('is junk unless it is about a message that somebody here sent', async () => {
    await sendHeader('Message-ID: <sent@postroom.test>\r\nFrom: alice@postroom.test\r\n');
    const id = (spelled: string) => report('delivery-status', `Subject: hi\r\n${spelled}\r\n`);
    assert.equal(await found(id('Message-ID: <sent@postroom.test>')), undefined);
    assert.equal(await found(id('MESSAGE-ID:\r\n <sent@postroom.test>')), undefined);
    const forged = await accepted(id('Message-Id: <never@postroom.test>'));
    assert.equal(forged.spam, true);
    assert.match(forged.raw, /X-Spam-Reason: it is a delivery report about a message that nobody here sent\r\n/);
    const old = 'Hi. This is the program at good.example.\r\n> Message-ID: <never@postroom.test>\r\n';
    assert.ok(await found({ from: '', header: LETTER, body: old }), 'as programs wrote them before RFC 3464');
  });

  test('is accepted if it does not name the message, is a read receipt, or has a sender', async () => {
    const never = 'Message-ID: <never@postroom.test>\r\n';
    assert.equal(await found(report('delivery-status', 'Subject: hi\r\n')), undefined);
    assert.equal(await found(report('disposition-notification', never)), undefined);
    assert.equal(await found({ ...report('delivery-status', never), from: 'carol@good.example' }), undefined);
    assert.equal(await found({ from: '', header: `${never}${LETTER}` }), undefined, 'its own id is none');
  });

  test('about a message that came from outside counts as never sent here', async () => {
    await accepted({ header: `Message-ID: <came@good.example>\r\n${LETTER}` });
    assert.ok(await found(report('delivery-status', 'Message-ID: <came@good.example>\r\n')));
  });

  test('is accepted for mail that was forwarded', async () => {
    await putAlias(smtp.pool, 'forward@postroom.test', ['alice@elsewhere.example']);
    await accepted({ to: ['forward@postroom.test'], header: `Message-ID: <passed@good.example>\r\n${LETTER}` });
    assert.equal(await found(report('delivery-status', 'Message-ID: <passed@good.example>\r\n')), undefined);
  });
});

describe('the message', () => {
  const said = async (sending: Sending, check: string) => (await accepted(sending)).scans?.[`policy ${check}`]?.reason;

  test('gets points if the display name of its author shows another address', async () => {
    const as = (name: string) => said({ header: `From: ${name} <carol@good.example>\r\n` }, 'display-name');
    assert.equal(
      await as('"boss@postroom.test"'),
      "the author's name shows the address of somebody else, boss@postroom.test",
    );
    const word = `=?utf-8?B?${Buffer.from('Boss <boss@postroom.test>').toString('base64')}?=`;
    assert.match((await as(word)) ?? '', /boss@postroom\.test/);
    for (const name of ['boss＠postroom.test', 'boss@post\u200broom.test', 'b\u00adoss@postroom．test'])
      assert.match((await as(name)) ?? '', /boss@postroom\.test/, name);
    assert.equal(await as('"carol@good.example"'), undefined);
    assert.equal(await as('Carol'), undefined);
  });

  test('gets points if its domain looks like one of ours', async () => {
    const of = (domain: string) => said({ header: `From: <carol@${domain}>\r\n` }, 'look-alike');
    assert.equal(await of('p0str0om.test'), 'p0str0om.test looks like postroom.test');
    assert.equal(await of('xn--pstroom-cxh.test'), undefined);
    assert.match((await of(new URL('http://p\u043estroom.test').hostname)) ?? '', /mixes letters|looks like/);
    assert.equal(await of('postroom.test'), undefined);
    assert.equal(await of('sub.postroom.test'), undefined);
    assert.equal(await of('good.example'), undefined);
  });

  test('gets points if its links lead elsewhere than their text says', async () => {
    const link = (to: string, shown: string) => said(html(`<p><a href="${to}">${shown}</a></p>`), 'links');
    assert.equal(
      await link('http://evil.example/x', 'https://www.<b>bank.com</b>/login'),
      'a link shows www.bank.com and leads to evil.example',
    );
    assert.match((await link('http://192.0.2.4/', 'bank.com')) ?? '', /leads to 192\.0\.2\.4/);
    for (const to of [
      ...['https&#58;//evil.example/', 'htt\tp://evil.example', 'https:\\\\evil.example', '//evil.example./'],
      ...['http://bank.com@evil.example', 'http://evil.example" title="'],
    ])
      assert.match((await link(to, 'bank.com')) ?? '', /leads to evil\.example/, to);
    const hidden = '<a title="> href=http://bank.com" href="http://evil.example">bank.com</a>';
    assert.match((await said(html(hidden), 'links')) ?? '', /leads to evil\.example/);
    for (const shown of [
      'www.bank.com (secure)',
      'Log in: “https://bank.com/login”!',
      '(www.bank.com)',
      'bank.&shy;c&shy;om',
    ])
      assert.match(
        (await link('http://evil.example/', shown)) ?? '',
        /shows (www\.)?bank\.com and leads to evil/,
        shown,
      );
    for (const shown of ['www.bank.com is now www.evil.example', 'Booking.com offers', 'write to help@bank.com'])
      assert.equal(await link('http://evil.example/', shown), undefined, shown);
    assert.equal(await link('mailto:help@evil.example', 'www.bank.com'), undefined);
    assert.equal(await link('https://news.bank.com/x', 'www.bank.com'), undefined);
    assert.equal(await link('http://evil.example/', 'README.md'), undefined);
    assert.equal(await link('http://evil.example/', 'click here'), undefined);
  });

  test('gets points for a program, attached directly or in an archive', async () => {
    assert.equal((await accepted(attached('invoice.pdf', Buffer.from('%PDF')))).spam, false);
    assert.equal((await accepted(attached('photos.zip', zip('cat.jpg')))).spam, false);
    const direct = await accepted(attached('invoice.pdf.exe ', Buffer.from('MZ')));
    assert.equal(direct.spam, true);
    assert.match(direct.raw, /X-Spam-Reason: a program is attached \(invoice\.pdf\.exe/);
    const inside = await accepted(attached('invoice.zip', zip('dir/invoice.js')));
    assert.match(inside.raw, /X-Spam-Reason: an attached archive contains a program \(invoice\.js\)/);
    const nested = zip('b.zip', zip('a.zip', zip('run.scr')));
    assert.match((await accepted(attached('c.zip', nested))).raw, /contains a program \(run\.scr\)/);
    const broken = zip('b.zip', Buffer.concat([zip('run.scr'), Buffer.alloc(3_000_000)])).subarray(0, 900);
    assert.match((await accepted(attached('c.zip', broken))).raw, /contains a program \(run\.scr\)/);
    assert.equal((await accepted(attached('c.zip', zip('b.zip', zip('cat.jpg'))))).spam, false);
  });

  test('gets points for a program in other kinds of archives or under a false name', async () => {
    const found = /contains a program \(run\.scr\)/;
    const long = `${'a/'.repeat(60)}run.scr`;
    const bad: [string, Buffer][] = [
      ['c.tar', tar('run.scr')],
      ['c.tar.gz', gzipSync(tar('cat.jpg', 'run.scr'))],
      ['c.tgz', gzipSync(tar(long))],
      ['run.scr.gz', gzipSync('whatever it does')],
      ['c.zip', zip('b.tar.gz', gzipSync(tar('run.scr')))],
      ['c.tar', tar(['b.zip', zip('run.scr')])],
      ['invoice.pdf', zip('run.scr')],
      ['invoice.txt', gzipSync(tar('run.scr')).subarray(0, -9)],
      ['c.7z', SEVEN_ZIPS.packed],
      ['invoice.pdf', SEVEN_ZIPS.plain],
      ['c.7z', SEVEN_ZIPS['of sixty letters']],
      ['c.rar', rar4(['letter.txt', 'd/run.scr'])],
      ['c.rar', rar4(['报告/run.scr'])],
      ['invoice.pdf', rar5(['letter.txt', '报告/run.scr'])],
      ['c.rar', rar5(['run.scr', 'letter.txt']).subarray(0, 70)],
      ['c.tar', tar(['b.rar', rar5(['run.scr'])])],
      ['c.arj', ARCHIVES.arj],
      ['c.7z', large7z()],
    ];
    for (const [name, content] of bad) assert.match((await accepted(attached(name, content))).raw, found, name);
    const good: [string, Buffer][] = [
      ['c.tar.gz', gzipSync(tar('cat.jpg'))],
      ['book.epub', zip('chapter.js')],
      ['letter.txt', Buffer.from('PK, and no more')],
      ['letter.gz', gzipSync('a letter')],
      ['c.rar', rar5(['cat.jpg'])],
      ['c.7z', SEVEN_ZIPS.packed.subarray(0, 80)],
    ];
    for (const [name, content] of good) assert.equal((await accepted(attached(name, content))).spam, false, name);
  });

  test('gets points for an archive that hides the names of its files', async () => {
    const hidden: [string, Buffer][] = [
      ['c.7z', SEVEN_ZIPS.hidden],
      ['c.rar', rar4([], { hidden: true })],
      ['c.rar', rar5(['run.scr'], { hidden: true })],
    ];
    for (const [name, content] of hidden) {
      const { spam, scans } = await accepted(attached(name, content));
      assert.equal(spam, false, 'points alone: secrets are sent in this way, too');
      assert.equal(
        scans?.['policy hidden-names']?.reason,
        'an attached archive hides the names of its files behind a password',
        name,
      );
    }
  });
});

test('metrics show the time of each check, and most of it passes while the client sends', async (t) => {
  const found = await metrics.getMetricsAsJSON();
  const values = (found.find(({ name }) => name === 'postroom_policy_check_seconds')?.values ?? []) as readonly {
    metricName?: string;
    value: number;
    labels: { check?: string };
  }[];
  const of = (check: string | undefined, what: string) =>
    values.find(({ metricName, labels }) => metricName?.endsWith(what) && labels.check === check)?.value ?? 0;
  const checks = [...new Set(values.map(({ labels }) => labels.check))];
  for (const check of checks) {
    const count = of(check, '_count');
    t.diagnostic(`${check}: ${((of(check, '_sum') / count) * 1000).toFixed(3)} ms of ${count}`);
  }
  assert.ok(checks.length >= 12, checks.join());
});
