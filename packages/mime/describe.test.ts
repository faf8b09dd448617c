import assert from 'node:assert/strict';
import { it, describe as suite } from 'node:test';
import { describe, describeStream } from './describe.ts';
import { cpuMs, everyTime, longestStretch, mail } from './testing.ts';

const alternative = mail(
  'From: =?utf-8?q?J=C3=B6rg?= <Joerg@Example.test>',
  'To: "List" <list@x.test>, g: a@b;',
  'Cc: c@d',
  'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
  ' aus\tK\xc3\xb6ln',
  'Date: Fri, 21 Nov 1997 09:55:06 -0600',
  'Message-ID: <1@x>',
  'In-Reply-To: <0@x> <9@x>',
  'References: <r@x>',
  ' <0@x>',
  'Content-Type: multipart/alternative; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Guten  Tag,=20',
  'sch=F6ne GR=DCSSE',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<style>p{}</style><p>Guten <b>T</b>ag &uuml;ber HTML</p>',
  '--b--',
  '',
);

async function* pieces(message: Buffer, size: number): AsyncIterable<Buffer> {
  for (let at = 0; at < message.length; at += size) yield message.subarray(at, at + size);
}

suite('describe', () => {
  it('the last of a repeated field counts for display, sorting and search', () => {
    const fields = [
      'From: a@b',
      'Subject: one',
      'Date: 1 Jan 2026 10:00 +0000',
      'Message-ID: <1@x>',
      'References: <r@x>',
    ];
    const others = [
      'From: c@d',
      'Subject: two',
      'Date: 2 Jan 2026 10:00 +0000',
      'Message-ID: <2@x>',
      'References: <s@x>',
    ];
    const { subject, sentAt, from, messageId, references } = describe(mail(...fields, ...others, '', 'x'));
    assert.deepEqual([subject, from, messageId, references], ['two', '<c@d>', '2@x', ['s@x']]);
    assert.equal(sentAt?.toISOString(), '2026-01-02T10:00:00.000Z');
  });

  it('everything that filing stores is returned', () => {
    const { tree, envelope, ...rest } = describe(alternative);
    assert.equal(tree.children?.length, 2);
    assert.equal(envelope.date, 'Fri, 21 Nov 1997 09:55:06 -0600');
    assert.deepEqual(envelope.cc, [{ name: null, route: null, mailbox: 'c', host: 'd' }]);
    assert.deepEqual(rest, {
      subject: 'Grüße aus\tKöln',
      sentAt: new Date('1997-11-21T15:55:06Z'),
      from: 'jörg <joerg@example.test>',
      to: 'list <list@x.test>, g:, <a@b>',
      cc: '<c@d>',
      bcc: '',
      messageId: '1@x',
      inReplyTo: '0@x',
      references: ['r@x', '0@x'],
      searchText:
        'content-type: text/plain; charset=iso-8859-1 content-transfer-encoding: quoted-printable \n' +
        'guten tag, schöne grüsse\ncontent-type: text/html; charset=utf-8 \n guten tag über html ',
      isTextCut: false,
      preview: 'Guten Tag, schöne GRÜSSE',
      hasAttachment: false,
    });
  });

  it('the preview comes from HTML if there is no plain text, and has at most 200 characters', () => {
    const header = 'Content-Type: text/html; charset=utf-8\r\n\r\n';
    const { preview } = describe(Buffer.from(`${header}<p>x${'\u{1f600}'.repeat(300)}</p>`));
    assert.equal(preview, `x${'\u{1f600}'.repeat(99)}`);
  });

  it('text of attachments is not used as preview', () => {
    const described = describe(mail('Content-Type: text/plain', 'Content-Disposition: attachment', '', 'Log file'));
    assert.equal(described.preview, '');
    assert.equal(described.searchText, 'log file');
    assert.equal(described.hasAttachment, true);
  });

  it('an empty message has empty texts', () => {
    const { subject, sentAt, messageId, references, searchText, preview } = describe(Buffer.alloc(0));
    assert.deepEqual([subject, sentAt, messageId, references, searchText, preview], ['', null, null, [], '', '']);
  });

  it('search text is limited', () => {
    const part = ['--b', '', 'word '.repeat(1000)];
    const message = mail('Content-Type: multipart/mixed; boundary=b', '', ...part, ...part, ...part, '--b--');
    assert.equal(describe(message, { maxText: 6000 }).searchText.length, 6000);
  });

  it('a header that was truncated on arrival ends at the same place', async () => {
    const message = mail('no field', 'Subject: x', 'Content-Type: text/html', '', '<p>one', '', 'two');
    for (const headerLength of [0, 10, message.indexOf('two'), message.length]) {
      const described = describe(message, { headerLength });
      assert.equal(described.tree.bodyStart, headerLength);
      for (const size of [1, 7, 512]) {
        assert.deepEqual(await describeStream(pieces(message, size), { headerLength }), described);
      }
    }
  });

  it('a stream gives the same result', async () => {
    for (const size of [1, 7, 512, 5000]) {
      assert.deepEqual(await describeStream(pieces(alternative, size)), describe(alternative));
    }
  });

  it('a 50 MB attachment is not kept in memory', async () => {
    const head = mail(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'Hello',
      '--b',
      'Content-Type: a/b',
      '',
      '',
    );
    const line = Buffer.from(`${'A'.repeat(76)}\r\n`.repeat(13_443));
    async function* large(): AsyncIterable<Buffer> {
      yield head;
      for (let i = 0; i < 50; i++) yield line;
    }
    const described = await describeStream(large());
    assert.equal(described.preview, 'Hello');
    assert.equal(described.tree.children?.[1]?.size, 50 * line.length);
  });

  it('no message blocks the event loop for long', async () => {
    const words = '=?utf-8?q?w=C3=B6rter?= =?koi8-r?b?0g==?= '.repeat(1_500);
    const multipart = (part: string, count: number) =>
      Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(count)}--b--\r\n`);
    for (const message of [
      multipart('--b\r\nContent-Type: text/plain\r\n\r\nx\r\n', 9_900),
      multipart('--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b\r\n\r\nx\r\n', 9_900),
      multipart(`--b\r\nX-Words: ${words}\r\n\r\nx\r\n`, 60),
      multipart(`--b\r\nContent-Type: a/b; name="${words}"\r\n\r\nx\r\n`, 60),
      multipart(`--b\r\nContent-Type: text/html\r\n\r\n${'<p>gr\u00fc\u00dfe &amp; '.repeat(200_000)}`, 1),
    ]) {
      const longest = await longestStretch(() => describeStream(pieces(message, message.length), { pause: everyTime }));
      assert.ok(longest < 100, `${longest} ms`);
    }
  });

  it('4 KiB of simple mail takes well under a millisecond', () => {
    const message = mail('From: a@b', 'Subject: c', '', 'The quick brown fox jumps over the lazy dog.\r\n'.repeat(90));
    for (let i = 0; i < 500; i++) describe(message);
    const start = cpuMs();
    for (let i = 0; i < 200; i++) describe(message);
    assert.ok((cpuMs() - start) / 200 < 0.5);
  });
});
