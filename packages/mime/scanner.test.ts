import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Part } from './part.ts';
import { scan } from './scanner.ts';
import { mail, scanEveryWay } from './testing.ts';

/** Returns the tree's shape in one line: type/subtype, children in brackets, inner messages in braces. */
function shape(part: Part): string {
  const inside = part.children ? `[${part.children.map(shape).join(' ')}]` : '';
  return `${part.type}/${part.subtype}${inside}${part.message ? `{${shape(part.message)}}` : ''}`;
}

function body(message: Buffer, part: Part | undefined): string | undefined {
  return part && message.toString('latin1', part.bodyStart, part.bodyEnd);
}

const multipart = 'Content-Type: multipart/mixed; boundary=b';

describe('scanner', () => {
  it('RFC 2046 5.1.1: the example is read, with preamble, implicit and explicit text parts, and epilogue', () => {
    const message = mail(
      'From: Nathaniel Borenstein <nsb@bellcore.com>',
      'MIME-Version: 1.0',
      'Content-type: multipart/mixed; boundary="simple boundary"',
      '',
      'This is the preamble.',
      '',
      '--simple boundary',
      '',
      'This is implicitly typed plain US-ASCII text.',
      'It does NOT end with a linebreak.',
      '--simple boundary',
      'Content-type: text/plain; charset=us-ascii',
      '',
      'This is explicitly typed plain US-ASCII text.',
      'It DOES end with a linebreak.',
      '',
      '--simple boundary--',
      '',
      'This is the epilogue.',
    );
    const tree = scanEveryWay(message);
    assert.equal(shape(tree), 'multipart/mixed[text/plain text/plain]');
    const [first, second] = tree.children ?? [];
    assert.match(body(message, first) ?? '', /does NOT end with a linebreak\.$/);
    assert.match(body(message, second) ?? '', /DOES end with a linebreak\.\r\n$/);
    assert.deepEqual([first?.lines, second?.lines], [1, 2]);
    assert.deepEqual(second?.params, [['charset', 'us-ascii']]);
  });

  it('RFC 2046 5.1.5: parts of a digest are messages by default', () => {
    const message = mail(
      'Content-Type: multipart/digest; boundary=b',
      '',
      '--b',
      '',
      'Subject: one',
      '',
      'text',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>',
      '--b--',
    );
    const tree = scanEveryWay(message);
    assert.equal(shape(tree), 'multipart/digest[message/rfc822{text/plain} text/html]');
    assert.equal(tree.children?.[0]?.envelope?.subject, 'one');
  });

  it('an outer boundary ends all inner parts', () => {
    const inner = [
      '--b',
      'Content-Type: multipart/related; boundary=c',
      '',
      '--c',
      '',
      'x',
      '--b',
      '',
      'y',
      '--b--',
      '',
    ];
    const message = mail(multipart, '', ...inner);
    const tree = scanEveryWay(message);
    assert.equal(shape(tree), 'multipart/mixed[multipart/related[text/plain] text/plain]');
    assert.equal(body(message, tree.children?.[0]?.children?.[0]), 'x');
  });

  it('boundaries may be prefixes of each other, equal, or followed by blanks', () => {
    const message = mail(
      multipart,
      '',
      '--b  \t',
      'Content-Type: multipart/alternative; boundary=bb',
      '',
      '--bb',
      '',
      'one --bb not here',
      '--bbb',
      '--bb-- ',
      '--b',
      'Content-Type: multipart/related; boundary=b',
      '',
      '--b',
      '',
      'two',
      '--b--',
      '--b--',
      '',
    );
    const tree = scanEveryWay(message);
    assert.equal(shape(tree), 'multipart/mixed[multipart/alternative[text/plain] multipart/related[text/plain]]');
    assert.equal(body(message, tree.children?.[0]?.children?.[0]), 'one --bb not here\r\n--bbb');
  });

  it('a repeated boundary belongs to the inner part, and its closing line too', () => {
    const twice = mail(
      multipart,
      '',
      '--b',
      multipart,
      '',
      '--b',
      '',
      'x',
      '--b--',
      '--b',
      '',
      'y',
      '--b--',
      '--b',
      'z',
    );
    assert.equal(shape(scanEveryWay(twice)), 'multipart/mixed[multipart/mixed[text/plain] text/plain]');
    const nested = (outer: string, inner: string) =>
      mail(
        `Content-Type: multipart/mixed; boundary=${outer}`,
        ...['', `--${outer}`, `Content-Type: multipart/mixed; boundary=${inner}`, ''],
        ...[`--${inner}`, '', 'x', '--b--', '', 'y', '--b--', '', 'z'],
      );
    assert.equal(
      shape(scanEveryWay(nested('b', 'b--'))),
      `multipart/mixed[multipart/mixed[${'text/plain '.repeat(2)}text/plain]]`,
    );
    assert.equal(shape(scanEveryWay(nested('b--', 'b'))), 'multipart/mixed[multipart/mixed[text/plain] text/plain]');
  });

  it('a missing closing boundary and a missing last line end are accepted', () => {
    assert.equal(shape(scanEveryWay(mail(multipart, '', '--b', '', 'text'))), 'multipart/mixed[text/plain]');
    assert.equal(shape(scanEveryWay(mail(multipart, '', '--b', '', 'x', '--b--'))), 'multipart/mixed[text/plain]');
  });

  it('a boundary inside a part header ends the header', () => {
    const message = mail(
      multipart,
      '',
      '--b',
      'Content-Type: text/html',
      '--b',
      'Content-Type: message/rfc822',
      '',
      '--b--',
    );
    assert.equal(shape(scanEveryWay(message)), 'multipart/mixed[text/html message/rfc822{text/plain}]');
  });

  it('a bare line feed ends a line, and a bare carriage return does not', () => {
    const lf = Buffer.from('Content-Type: multipart/mixed;\n boundary=b\n\n--b\n\nx\n--b--\n');
    const tree = scanEveryWay(lf);
    assert.equal(shape(tree), 'multipart/mixed[text/plain]');
    assert.equal(body(lf, tree.children?.[0]), 'x');
    const cr = scanEveryWay(Buffer.from('Content-Type: multipart/mixed; boundary=b\r\r--b\r\rx\r--b--\r'));
    assert.equal(shape(cr), 'multipart/mixed[]');
    assert.equal(cr.size, 0);
  });

  it('broken types and a multipart without a boundary parameter are read as text', () => {
    for (const type of ['text', '/plain', '', 'multipart/mixed', 'multipart/mixed; boundary=""', '"a/b"']) {
      assert.equal(shape(scanEveryWay(mail(`Content-Type: ${type}`, '', 'x'))), 'text/plain', type);
    }
  });

  it('a multipart whose boundary never occurs is text, also a nested one; without text it has no parts', () => {
    assert.equal(shape(scanEveryWay(mail(multipart, '', '--other', 'Hello', '--other--'))), 'text/plain');
    assert.equal(shape(scanEveryWay(mail(multipart, '', 'a preamble alone', '--b--', 'and more'))), 'text/plain');
    assert.equal(shape(scanEveryWay(mail(multipart, '', ' ', ''))), 'multipart/mixed[]');
    const inner = scanEveryWay(
      mail(
        multipart,
        '',
        '--b',
        'Content-Type: multipart/alternative; boundary=c',
        '',
        'Hello',
        '--b',
        '',
        'x',
        '--b--',
      ),
    );
    assert.equal(shape(inner), 'multipart/mixed[text/plain text/plain]');
    assert.deepEqual([inner.children?.[0]?.size, inner.children?.[0]?.params], [5, undefined]);
  });

  it('empty messages, headers without bodies and bodies without headers are read', () => {
    for (const text of [
      '',
      '\r\n',
      '\n',
      'a',
      'From: a',
      'From: a\r\n',
      '\r\nbody',
      'no colon\r\n\r\n',
      '\r',
      '-',
      '--',
    ]) {
      scanEveryWay(Buffer.from(text));
    }
    assert.deepEqual(scan(Buffer.from('\r\nbody\r\n')), {
      type: 'text',
      subtype: 'plain',
      size: 6,
      lines: 1,
      headerStart: 0,
      bodyStart: 2,
      bodyEnd: 8,
    });
  });
});
