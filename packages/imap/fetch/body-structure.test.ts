import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scan } from '@postroom/mime';
import { mail } from '../../mime/testing.ts';
import { readImap } from '../testing.ts';
import { renderBodyStructure, renderInnerEnvelopes } from './body-structure.ts';

function render(message: Buffer, extensible = true): string {
  const bytes = renderBodyStructure(renderInnerEnvelopes(scan(message)), { extensible });
  readImap(bytes);
  return bytes.toString('latin1');
}

describe('BODYSTRUCTURE', () => {
  it('RFC 3501 7.4.2: text, with and without extension data', () => {
    const message = mail('Content-Type: TEXT/PLAIN; CHARSET=US-ASCII', '', ...Array(3).fill('line'), '');
    assert.equal(render(message, false), '("text" "plain" ("charset" "US-ASCII") NIL NIL "7bit" 18 3)');
    assert.equal(render(message), '("text" "plain" ("charset" "US-ASCII") NIL NIL "7bit" 18 3 NIL NIL NIL NIL)');
  });

  it('text without a charset is us-ascii, other types have none', () => {
    assert.equal(render(mail('', 'x'), false), '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0)');
    const png = mail('Content-Type: image/png', 'Content-Transfer-Encoding: BASE64', '', 'AAAA');
    assert.equal(render(png, false), '("image" "png" NIL NIL NIL "base64" 4)');
  });

  it('RFC 3501 9: only message/rfc822 has an envelope, and only if it is not encoded (RFC 2046 5.2.1)', () => {
    const inner = ['Subject: inner', '', 'text'];
    const part = (...header: string[]) => render(mail(...header, '', ...inner), false);
    assert.match(
      part('Content-Type: message/rfc822'),
      /^\("message" "rfc822" NIL NIL NIL "7bit" 22 \(NIL "inner" .* 2\)$/,
    );
    for (const type of ['global', 'partial', 'delivery-status', 'external-body', 'global-headers']) {
      assert.equal(part(`Content-Type: message/${type}`), `("message" "${type}" NIL NIL NIL "7bit" 22)`);
    }
    for (const encoding of ['base64', 'Quoted-Printable']) {
      assert.equal(
        part('Content-Type: message/rfc822; name=x.eml', `Content-Transfer-Encoding: ${encoding}`),
        `("application" "octet-stream" ("name" "x.eml") NIL NIL "${encoding.toLowerCase()}" 22)`,
      );
    }
    assert.match(part('Content-Type: message/rfc822', 'Content-Transfer-Encoding: binary'), /"inner"/);
  });

  it('the body structure of many parts with long fields stays within a few MiB', () => {
    const params = Array.from({ length: 30 }, (_, n) => `p${n}="${'\\"'.repeat(20)}"`).join('; ');
    const one = `--b\r\nContent-Type: text/html; charset=utf-8; ${params}\r\nContent-Description: ${'d'.repeat(2000)}\r\n\r\nx\r\n`;
    const bytes = render(Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${one.repeat(5000)}--b--`));
    assert.ok(bytes.length < 3 * 1024 * 1024, `${bytes.length}`);
    assert.ok(bytes.includes('("text" "html" ("charset" "utf-8") NIL NIL "7bit" 1 0 NIL NIL NIL NIL)'));
  });

  it('a multipart with everything a part can have', () => {
    const message = mail(
      'Content-Type: multipart/mixed; boundary="b"',
      'Content-Language: en, de (German)',
      '',
      '--b',
      'Content-Type: application/pdf; name="a \\"b\\".pdf"',
      'Content-ID: <1@x>',
      'Content-Description: A description',
      'Content-Transfer-Encoding: base64 (really)',
      'Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==',
      "Content-Disposition: attachment; filename*0*=utf-8''a%20; filename*1=b; size=7",
      'Content-Location: http://example.test/a',
      '',
      'AAAA',
      '--b--',
    );
    const part = '("application" "pdf" ("name" "a \\"b\\".pdf") "<1@x>" "A description" "base64" 4';
    const disposition = `("attachment" ("filename*" "utf-8''a%20b" "size" "7"))`;
    assert.equal(render(message, false), `(${part}) "mixed")`);
    assert.equal(
      render(message),
      `(${part} "Q2hlY2sgSW50ZWdyaXR5IQ==" ${disposition} NIL "http://example.test/a") "mixed" ("boundary" "b") NIL ("en" "de") NIL)`,
    );
  });

  it('an attached message has envelope, structure and line count', () => {
    const message = mail('Content-Type: message/rfc822', '', 'Subject: inner', '', 'a', 'b', '');
    const envelope = '(NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL)';
    const inner = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 6 2)';
    assert.equal(render(message, false), `("message" "rfc822" NIL NIL NIL "7bit" 24 ${envelope} ${inner} 4)`);
  });

  it('a multipart without parts stays valid', () => {
    const empty = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0)';
    assert.equal(render(mail('Content-Type: multipart/mixed; boundary=b', '', ''), false), `(${empty} "mixed")`);
  });

  it('8-bit parameters are sent as literals', () => {
    const message = mail('Content-Type: text/plain; charset=utf-8; name="\xc3\xa9.txt"', '', '');
    assert.ok(render(message).includes('"name" {6}\r\n\xc3\xa9.txt'));
  });
});
