import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { growth, LINEAR_GROWTH } from '@postroom/testkit';
import { BodyHash, type Canonicalization } from './body-hash.ts';

describe('the hash of a body', () => {
  const hashOf = (body: string | Buffer, canonicalization: Canonicalization, bytes: number): string => {
    const hash = new BodyHash({ canonicalization, algorithm: 'sha256' });
    const whole = Buffer.from(body);
    for (let at = 0; at < whole.length; at += bytes) hash.update(whole.subarray(at, at + bytes));
    return hash.digest('base64');
  };
  const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('base64');

  test('is that of its canonical form (RFC 6376 3.4), however it is split', () => {
    for (const [body, simple, relaxed] of [
      ['', '\r\n', ''],
      ['\r\n\r\n', '\r\n', ''],
      [' C \r\nD \t E\r\n\r\n\r\n', ' C \r\nD \t E\r\n', ' C\r\nD E\r\n'],
      ['a', 'a\r\n', 'a\r\n'],
      ['a\nb\n', 'a\r\nb\r\n', 'a\r\nb\r\n'],
      ['a\rb\r\n', 'a\rb\r\n', 'a\rb\r\n'],
      ['a \r\n \t\r\n\r\n', 'a \r\n \t\r\n', 'a\r\n'],
      ['\r\n\r\na\r', '\r\n\r\na\r\r\n', '\r\n\r\na\r\r\n'],
    ] as const) {
      for (const bytes of [1, 2, 7, 512]) {
        assert.equal(hashOf(body, 'simple', bytes), sha256(simple), JSON.stringify(body));
        assert.equal(hashOf(body, 'relaxed', bytes), sha256(relaxed), JSON.stringify(body));
      }
    }
  });

  test('keeps bare CR and LF of a binary message, and has none in what we send by DATA (RFC 3030, RFC 6376 5.3)', () => {
    const body = Buffer.from('a \n\rb\r\n\n \r\r\nc\r');
    for (const [lineEnds, relaxed] of [
      ['crlf', 'a \n\rb\r\n\n \r\r\nc\r\r\n'],
      ['any', 'a\r\n\r\nb\r\n\r\n\r\n\r\nc\r\n'],
    ] as const) {
      const hash = new BodyHash({ canonicalization: 'relaxed', algorithm: 'sha256', lineEnds });
      for (const octet of body) hash.update(Buffer.from([octet]));
      assert.equal(hash.digest('base64'), sha256(relaxed), lineEnds);
    }
  });

  test('takes linear time whatever the lines are', () => {
    for (const text of ['x', '\n', ' ', '\t', 'a\n', '\r', ' a', '\r\n']) {
      const times = growth((octets) => hashOf(Buffer.alloc(octets, text), 'relaxed', 65_536), 64 * 1024);
      assert.ok(times < LINEAR_GROWTH, `${JSON.stringify(text)}: ${times} times for 32 times the length`);
    }
  });
});
