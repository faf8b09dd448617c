import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseContentType, parseDisposition } from './content.ts';
import { cpuMs } from './testing.ts';

describe('content fields', () => {
  it('RFC 2045 5.1: quoting and comments are parsed', () => {
    for (const value of [
      'text/plain; charset=us-ascii (Plain text)',
      'text/plain; charset="us-ascii"',
      ' Text (x) / PLAIN ;Charset = us-ascii',
    ]) {
      assert.deepEqual(parseContentType(value), { type: 'text', subtype: 'plain', params: [['charset', 'us-ascii']] });
    }
  });

  it('RFC 2231 3 and 4: continuations are joined, and the charset is kept', () => {
    const value =
      "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"";
    assert.deepEqual(parseContentType(value).params, [
      ['title*', "us-ascii'en'This%20is%20even%20more%20%2A%2A%2Afun%2A%2A%2A%20isn%27t%20it!"],
    ]);
    const url = 'message/external-body; access-type=URL; URL*1="cs.utk.edu/x"; URL*0="ftp://"; URL*3=lost';
    assert.deepEqual(parseContentType(url).params, [
      ['access-type', 'URL'],
      ['url', 'ftp://cs.utk.edu/x'],
    ]);
    assert.deepEqual(parseDisposition("attachment; filename*=utf-8''a%20b")?.params, [['filename*', "utf-8''a%20b"]]);
  });

  it('malformed values of real writers are parsed', () => {
    assert.deepEqual(parseDisposition('attachment; filename=my file (1).pdf; x')?.params, [['filename', 'my file']]);
    assert.deepEqual(parseDisposition('attachment; filename="a;b\\"c"; size = 1')?.params, [
      ['filename', 'a;b"c'],
      ['size', '1'],
    ]);
    assert.deepEqual(parseContentType('multipart/mixed; boundary=----=_Part/1=').params, [
      ['boundary', '----=_Part/1='],
    ]);
    assert.deepEqual(parseContentType('text/html;;; charset; =x; charset="unclosed'), {
      type: 'text',
      subtype: 'html',
      params: [['charset', 'unclosed']],
    });
    assert.equal(parseDisposition('; filename=x'), null);
  });

  it('other separators between parameters, or none, are accepted', () => {
    const mixed = { type: 'multipart', subtype: 'mixed', params: [['boundary', 'x']] };
    for (const value of [
      'multipart/mixed boundary="x"',
      'multipart/mixed boundary=x',
      'multipart/mixed, boundary="x"',
      'multipart/mixed;; boundary = "x"',
      'multipart/mixed (a; comment) ; (b) boundary (c) = (d) "x" (e)',
      'multipart/mixed; boundary="x',
      'multipart/mixed; =; "y"; boundary="x"; y',
    ]) {
      assert.deepEqual(parseContentType(value), mixed, value);
    }
    for (const value of [
      'text/plain; charset=utf-8 format=flowed',
      'text/plain; charset="utf-8" format=flowed',
      'text/plain; charset="utf-8", format="flowed"',
      'text/plain; charset="utf-8; format=flowed',
      'text charset=utf-8; format=flowed',
      'Text; charset=utf-8; format=flowed',
    ]) {
      const params = [
        ['charset', 'utf-8'],
        ['format', 'flowed'],
      ];
      assert.deepEqual(parseContentType(value), { type: 'text', subtype: 'plain', params }, value);
    }
    assert.deepEqual(parseContentType('text/plain; name=size matters = often.txt').params, [
      ['name', 'size matters = often.txt'],
    ]);
    assert.deepEqual(parseContentType('html'), { type: 'text', subtype: 'plain' });
    for (const value of [
      'attachment filename=a',
      'filename="a"',
      'attachment; filename*1="a"',
      'attachment;filename=a;',
    ]) {
      assert.deepEqual(parseDisposition(value), { type: 'attachment', params: [['filename', 'a']] }, value);
    }
  });

  it('the number of parameters is limited, and parsing takes linear time', () => {
    const start = cpuMs();
    assert.equal(parseContentType(`a/b${';c=d'.repeat(100_000)}`).params?.length, 256);
    for (const unit of ['(', '()', ';', '"', ';a="', '\\', ';a*0=b', ' ', ';a="\\";', ' name', ' a=b', '" a="'])
      parseContentType(`a/b${unit.repeat(400_000 / unit.length)}`);
    assert.ok(cpuMs() - start < 1000);
  });
});
