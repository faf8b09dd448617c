import assert from 'node:assert/strict';
import { it, describe as suite } from 'node:test';
import { corpus, withCrlf } from '../../tests/support/samples.ts';
import { checkExpected } from './corpus.testing.ts';
import { describe, describeStream } from './describe.ts';
import { Describing } from './describing.ts';
import { findSection } from './find-section.ts';
import { headerEnd, headerStart } from './header/header-end.ts';
import { headerFields } from './header/pick.ts';
import { scanEveryWay } from './testing.ts';

async function* inPieces(message: Buffer, size: number): AsyncIterable<Buffer> {
  for (let at = 0; at < message.length; at += size) yield message.subarray(at, at + size);
}

suite('the corpus of broken and odd mail', () => {
  for (const { name, raw, expected } of corpus()) {
    it(name, async () => {
      await check(raw);
      if (expected) checkExpected(raw, expected);
    });
    const crlf = withCrlf(raw);
    if (crlf.equals(raw)) continue;
    it(`${name}, with CRLF`, async () => {
      await check(crlf);
      if (expected) checkExpected(crlf, expected);
    });
  }
});

/** Fields put in front of a message, as if they were added after it arrived. */
const TRACE = Buffer.from('Return-Path: <a@b.test>\r\nReceived: from b.test\r\n\tby c.test; today\r\n');

async function check(message: Buffer): Promise<void> {
  const tree = scanEveryWay(message);
  assert.equal(tree.bodyStart, headerEnd(message));
  const described = describe(message);
  assert.deepEqual(described.tree, tree);
  const stored = JSON.stringify({ ...described, tree: null, envelope: null });
  assert.doesNotMatch(stored, /\\u0000|\\ud[89a-f]/, 'Postgres can hold it');
  assert.deepEqual(await describeStream(inPieces(message, 100)), described);
  const describing = new Describing({ headerLength: tree.bodyStart });
  for await (const piece of inPieces(message, 100)) describing.push(piece);
  const front = Buffer.concat([TRACE, message.subarray(0, tree.bodyStart)]);
  const behind = Buffer.concat([front, message.subarray(tree.bodyStart)]);
  assert.deepEqual(describing.endBehind(front), describe(behind, { headerLength: front.length }));
  assert.deepEqual(findSection(tree, [], 'body'), { start: 0, end: message.length });
  const header = message.subarray(headerStart(message) ?? 0, tree.bodyStart);
  const all = headerFields(header, [], true).length;
  assert.ok(all >= header.length && all <= header.length + 4);
}
