import assert from 'node:assert/strict';
import { it, describe as suite } from 'node:test';
import { describe, describeStream } from './describe.ts';
import { findSection } from './find-section.ts';
import { headerEnd, headerStart } from './header/header-end.ts';
import { headerFields } from './header/pick.ts';
import { corpus, readImap, scanEveryWay } from './testing.ts';

const messages = corpus();

async function* inPieces(message: Buffer, size: number): AsyncIterable<Buffer> {
  for (let at = 0; at < message.length; at += size) yield message.subarray(at, at + size);
}

suite('the corpus of real and broken mail', { skip: messages.length === 0 && '../shared/corpus is not here' }, () => {
  for (const { name, message } of messages) {
    it(name, async () => {
      const tree = scanEveryWay(message);
      assert.equal(tree.bodyStart, headerEnd(message));
      const described = describe(message);
      assert.deepEqual(described.tree, tree);
      assert.equal((readImap(described.envelope) as unknown[]).length, 10);
      readImap(described.bodyStructure);
      const stored = JSON.stringify({ ...described, tree: null, envelope: null, bodyStructure: null });
      assert.doesNotMatch(stored, /\\u0000|\\ud[89a-f]/, 'Postgres can hold it');
      const read = (start: number, end: number) => Promise.resolve(message.subarray(start, end));
      assert.deepEqual(await describeStream(inPieces(message, 100), read), described);
      assert.deepEqual(findSection(tree, [], 'body'), { start: 0, end: message.length });
      const header = message.subarray(headerStart(message) ?? 0, tree.bodyStart);
      const all = headerFields(header, [], true).length;
      assert.ok(all >= header.length && all <= header.length + 4);
    });
  }
});
