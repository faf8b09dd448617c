import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBodyDecoder, decodeBody } from './body-decoder.ts';
import { cpuMs, randomSource } from './testing.ts';

function decode(encoding: string, text: string): string {
  return decodeBody({ encoding }, Buffer.from(text, 'latin1')).toString('latin1');
}

function decodeInChunks(encoding: string, bytes: Buffer, size: number): Buffer {
  const decoder = createBodyDecoder(encoding);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(Buffer.from(decoder.write(bytes.subarray(at, at + size))));
  return Buffer.concat([...out, decoder.end()]);
}

describe('transfer encodings', () => {
  it('RFC 2045 6.8: base64 is decoded with line ends, junk, missing and inner padding', () => {
    assert.equal(decode('base64', 'SGVs\r\nbG8='), 'Hello');
    assert.equal(decode('base64', 'SGVsbG8'), 'Hello');
    assert.equal(decode('base64', 'SG!V*s bG8=\r\nSGVsbG8=\r\n'), 'HelloHello');
    assert.equal(decode('base64', '===='), '');
    assert.equal(decode('base64', 'S'), '');
    const every = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    assert.deepEqual(decodeBody({ encoding: 'base64' }, Buffer.from(every.toString('base64'))), every);
  });

  it('RFC 2045 6.7: quoted-printable is decoded', () => {
    assert.equal(
      decode('quoted-printable', "Now's the time =\r\nfor all folk to come=\r\n to the aid"),
      "Now's the time for all folk to come to the aid",
    );
    assert.equal(decode('quoted-printable', 'a=3D=e4 \t\r\nb  c \nd '), 'a=\xe4\r\nb  c\nd');
    assert.equal(decode('quoted-printable', 'soft= \t\r\nbreak=\nhere='), 'softbreakhere');
  });

  it('text that is not an escape is kept', () => {
    assert.equal(decode('quoted-printable', 'a=ZZ=4=\xe9==41 = x'), 'a=ZZ=4=\xe9=A = x');
  });

  it('all other encodings are left as they are', () => {
    for (const encoding of ['7bit', '8bit', 'binary', 'x-uuencode', '']) assert.equal(decode(encoding, 'a=3D'), 'a=3D');
    assert.equal(decodeBody({}, Buffer.from('x')).toString(), 'x');
  });

  it('decoding is the same in every chunk size', () => {
    const random = randomSource(7);
    const pieces = ['=', '=4', '=41', ' ', '\t', '\r', '\n', '\r\n', 'QUJD', 'a', '=\r\n', '==', '\0', '\xff'];
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: random(30) }, () => pieces[random(pieces.length)]).join('');
      const bytes = Buffer.from(text, 'latin1');
      for (const encoding of ['base64', 'quoted-printable']) {
        const whole = decodeBody({ encoding }, bytes);
        for (const size of [1, 2, 7])
          assert.deepEqual(decodeInChunks(encoding, bytes, size), whole, JSON.stringify(text));
      }
    }
  });

  it('long runs of blanks and = take linear time, in chunks too', () => {
    const start = cpuMs();
    for (const unit of [' ', '=', '= ', ' =', '\t']) {
      const bytes = Buffer.from(unit.repeat(1_000_000 / unit.length));
      decodeBody({ encoding: 'quoted-printable' }, bytes);
      decodeInChunks('quoted-printable', bytes, 100);
    }
    assert.ok(cpuMs() - start < 3000);
  });
});
