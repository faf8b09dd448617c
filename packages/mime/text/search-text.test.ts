import assert from 'node:assert/strict';
import { it, describe as suite } from 'node:test';
import { describe, describeStream } from '../describe.ts';
import { cpuMs, mail, randomSource } from '../testing.ts';
import { attachmentNames } from './attachment-names.ts';

const text = (...lines: string[]): string => describe(mail(...lines)).searchText;

async function* pieces(message: Buffer, size: number): AsyncIterable<Buffer> {
  for (let at = 0; at < message.length; at += size) yield message.subarray(at, at + size);
}

suite('text for search (RFC 3501 6.4.4)', () => {
  it('contains decoded headers of parts and attached messages, and attachment names', () => {
    const found = text(
      ...['Subject: outer', 'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: message/rfc822', ''],
      ...['Subject: =?utf-8?q?inner_gr=C3=BC=C3=9Fe?=', 'X-Where: deep inside', '', 'inner body', '--b'],
      ...['Content-Type: application/pdf; name="=?utf-8?b?w5xiZXJzaWNodC5wZGY=?="', 'Content-Description: the plan'],
      ...["Content-Disposition: attachment; filename*=utf-8''%C3%9Cbersicht%20zwei.pdf", '', 'binary', '--b--'],
    );
    for (const wanted of [
      ...['inner grüße', 'x-where: deep inside', 'inner body', 'application/pdf', 'übersicht.pdf', 'the plan'],
      'übersicht zwei.pdf',
    ]) {
      assert.ok(found.includes(wanted), wanted);
    }
    for (const not of ['outer', 'binary']) assert.ok(!found.includes(not), not);
  });

  it('contains the better of two attachment names, and no empty one', () => {
    const names = (...params: string[]) =>
      attachmentNames(
        describe(mail('Content-Type: a/b; name=typed', `Content-Disposition: attachment; ${params.join('; ')}`, '', ''))
          .tree,
      );
    assert.deepEqual(names('filename="plain"', "filename*=utf-8''%E2%82%AC"), ['€', 'plain', 'typed']);
    assert.deepEqual(names('filename=""'), ['typed']);
  });

  it('contains the name of an attachment that is the whole message, and text of delivery reports', () => {
    assert.ok(
      text('Content-Type: a/b', "Content-Disposition: attachment; filename*0*=''%C3%9C; filename*1=x", '', '').includes(
        'üx',
      ),
    );
    const report = text('Content-Type: message/delivery-status', '', 'Final-Recipient: rfc822; Nobody@x');
    assert.ok(report.includes('nobody@x'));
  });

  it('contains up to two million characters of a long part, and the parts behind it', () => {
    const long = 'lorem ipsum dolor\r\n'.repeat(100_000);
    const part = (body: string) => ['--b', 'Content-Type: text/plain', '', body];
    const found = text(
      ...['Content-Type: multipart/mixed; boundary=b', ''],
      ...[...part(`${long}needle1`), ...part(`${long}needle2`), ...part('needle3'), '--b--'],
    );
    assert.ok(found.includes('needle1') && found.includes('needle3'));
    assert.ok(found.length <= 4 * 1024 * 1024);
  });

  it('takes little time for 9,900 small parts', () => {
    const part = '--b\r\nContent-Type: text/plain\r\n\r\nword\r\n';
    const message = Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(9900)}--b--\r\n`);
    const before = cpuMs();
    const { searchText } = describe(message);
    assert.ok(cpuMs() - before < 1500);
    assert.equal(searchText.split('word').length, 9901);
  });

  it('is the same however the message is split', async () => {
    const random = randomSource(7);
    const words = [
      'Grüße ',
      'a\r\n',
      '<p>',
      '&amp;',
      '=C3=BC',
      '=\r\n',
      '--',
      '\r\n--b',
      '中文',
      'x'.repeat(2000),
      '\r',
      '> ',
      ' \r\n',
    ];
    const types = [
      ...['text/plain', 'text/html; charset=utf-8', 'text/plain; charset=hz-gb-2312', 'text/plain; charset=utf-16'],
      ...['text/plain; format=flowed; delsp=yes', 'text/plain; charset=iso-2022-kr', 'text/plain; charset=utf-7'],
    ];
    for (let round = 0; round < 12; round++) {
      const parts = Array.from({ length: 3 }, () => {
        let body = '';
        while (body.length < 100_000) body += words[random(words.length)];
        const encoding = ['7bit', 'quoted-printable', 'base64'][random(3)];
        return `--b\r\nContent-Type: ${types[random(types.length)]}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n`;
      });
      const message = Buffer.from(
        `Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--`,
      );
      const whole = describe(message);
      for (const size of [997, 65_536, 70_001]) assert.deepEqual(await describeStream(pieces(message, size)), whole);
    }
  });
});

suite('format=flowed (RFC 3676)', () => {
  const flowed = (delsp: boolean, ...lines: string[]) =>
    describe(
      Buffer.from([`Content-Type: text/plain; format=flowed${delsp ? '; DelSp=Yes' : ''}`, '', ...lines].join('\r\n')),
    );

  it('soft line breaks are joined, with DelSp without the space', () => {
    assert.equal(flowed(false, 'one ', 'two', 'three').searchText, 'one two three ');
    assert.equal(flowed(true, '中文 ', '搜索', ' From here').searchText, '中文搜索 from here ');
    assert.equal(flowed(true, 'inter ', 'national').preview, 'international');
  });

  it('quotes and signatures do not join a paragraph', () => {
    const { searchText } = flowed(true, '> quo ', '> ted', 'me ', '-- ', 'sig');
    assert.equal(searchText, '> quoted me -- sig ');
  });

  it('text that is not flowed keeps its lines', () => {
    assert.equal(text('Content-Type: text/plain; format=fixed; delsp=yes', '', 'a ', 'b'), 'a b');
  });
});

suite('raw octets in a header', () => {
  it('are read as UTF-8, else in the charset of the body, else as windows-1252', () => {
    const subject = (charset: string, raw: Buffer) =>
      describe(
        Buffer.concat([
          Buffer.from('Subject: '),
          raw,
          Buffer.from(
            `\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain${charset}\r\n\r\nx`,
          ),
        ]),
      ).subject;
    assert.equal(subject('; charset=koi8-r', Buffer.from([0xf0, 0xd2])), 'Пр');
    assert.equal(subject('; charset=koi8-r', Buffer.from('Grüße')), 'Grüße');
    assert.equal(subject('', Buffer.from([0xfc])), 'ü');
    assert.equal(subject('; charset=x-nobody-knows', Buffer.from([0xfc])), 'ü');
  });
});
