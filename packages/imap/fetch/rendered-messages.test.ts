import assert from 'node:assert/strict';
import { it, describe as suite } from 'node:test';
import { describe, type Part, scan } from '@postroom/mime';
import { corpus } from '../../../tests/support/samples.ts';
import { cpuMs, randomMessage, randomSource } from '../../mime/testing.ts';
import { readImap } from '../testing.ts';
import { renderBodyStructure, renderInnerEnvelopes } from './body-structure.ts';
import { renderEnvelope } from './envelope.ts';

/** Renders both forms and checks them against the grammar; returns the longer one. */
function render(tree: Part): Buffer {
  const rendered = renderInnerEnvelopes(tree);
  assert.doesNotMatch(JSON.stringify(rendered), /\\u0000/, 'Postgres can hold it');
  readImap(renderBodyStructure(rendered, { extensible: false }));
  const extensible = renderBodyStructure(rendered, { extensible: true });
  readImap(extensible);
  return extensible;
}

suite('rendered envelopes and structures are valid IMAP', () => {
  it('for every message of the corpus', () => {
    for (const { name, raw } of corpus()) {
      const { envelope, tree } = describe(raw);
      const items = readImap(Buffer.from(renderEnvelope(envelope), 'latin1')) as unknown[];
      assert.equal(items.length, 10, name);
      render(tree);
    }
  });

  it('for random pieces of messages', () => {
    const random = randomSource(20_252);
    for (let round = 0; round < 500; round++) render(scan(randomMessage(random)));
  });

  it('for 10,000 parts, 100 levels and many nested envelopes, in limited time and size', () => {
    const mixed = (part: string, count: number) =>
      `Content-Type: multipart/digest; boundary=b\r\n\r\n${part.repeat(count)}--b--\r\n`;
    for (const [message, maxBytes] of [
      [mixed('--b\r\nContent-Type: text/plain\r\n\r\nx\r\n', 20_000), 1024 * 1024],
      ['Content-Type: message/rfc822\r\n\r\n'.repeat(1000), 64 * 1024],
      [mixed(`--b\r\n\r\nFrom: ${'a,'.repeat(5000)}\r\n\r\n`, 200), 4 * 1024 * 1024],
    ] as const) {
      const tree = scan(Buffer.from(message));
      const before = cpuMs();
      const { length } = render(tree);
      assert.ok(length < maxBytes, `${length} octets`);
      assert.ok(cpuMs() - before < 2000);
    }
  });
});
