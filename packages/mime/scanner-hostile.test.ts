import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Part } from './part.ts';
import { scan } from './scanner.ts';
import { cpuMs, mail, randomMessage, randomSource, scanEveryWay } from './testing.ts';

function depth(part: Part): number {
  const inside = part.message ? [part.message] : (part.children ?? []);
  return 1 + Math.max(0, ...inside.map(depth));
}

function count(part: Part): number {
  const inside = part.message ? [part.message] : (part.children ?? []);
  return inside.reduce((sum, child) => sum + count(child), 1);
}

function timedScan(message: Buffer): { tree: Part; milliseconds: number } {
  const start = cpuMs();
  const tree = scan(message);
  return { tree, milliseconds: cpuMs() - start };
}

// Generous for slow machines; quadratic time would take far longer
const SOON = 2000;

describe('hostile structure', () => {
  it('20,000 parts: the first 10,000 are separate, and the rest belongs to the last', () => {
    const part = '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n';
    const message = Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(20_000)}--b--\r\n`);
    const { tree, milliseconds } = timedScan(message);
    assert.equal(count(tree), 10_000);
    assert.equal(tree.children?.at(-1)?.bodyEnd, message.length);
    assert.ok(milliseconds < SOON, `${milliseconds} ms`);
  });

  it('1,000 levels of multiparts and messages: the hundredth is opaque', () => {
    const levels = Array.from({ length: 1000 }, (_, i) => i);
    const nested = levels.map((i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join('');
    for (const message of [nested, 'Content-Type: message/rfc822\r\n\r\n'.repeat(1000)]) {
      const { tree, milliseconds } = timedScan(Buffer.from(message));
      assert.equal(depth(tree), 100);
      assert.ok(milliseconds < SOON, `${milliseconds} ms`);
    }
  });

  it('long lines of dashes with a hundred open boundaries take little time', () => {
    const names = Array.from({ length: 99 }, (_, i) => 'a'.repeat(i + 1));
    const open = names.map((name) => `Content-Type: multipart/mixed; boundary=${name}\r\n\r\n--${name}\r\n`).join('');
    const { milliseconds } = timedScan(Buffer.from(`${open}\r\n${`--${'a'.repeat(200)}\r\n`.repeat(50_000)}`));
    assert.ok(milliseconds < SOON, `${milliseconds} ms`);
  });

  it('envelopes of inner messages share one size limit', () => {
    const inner = `--b\r\n\r\nFrom: ${'a,'.repeat(5000)}\r\n\r\n`;
    const message = Buffer.from(`Content-Type: multipart/digest; boundary=b\r\n\r\n${inner.repeat(200)}`);
    const { tree, milliseconds } = timedScan(message);
    assert.ok(JSON.stringify(tree).length < 8 * 1024 * 1024);
    assert.ok(milliseconds < SOON, `${milliseconds} ms`);
  });

  it('a header beyond the limit is skipped and not kept', () => {
    const long = `X-Long: ${'x'.repeat(70_000)}`;
    const tree = scan(
      mail('Content-Type: multipart/mixed; boundary=b', '', '--b', long, 'Content-Type: text/html', '', 'y'),
    );
    assert.equal(tree.children?.[0]?.subtype, 'plain');
    assert.equal(tree.children?.[0]?.size, 1);
  });

  it('random messages give the same result in every chunk size, with nested ranges', () => {
    const random = randomSource(20_251);
    for (let round = 0; round < 1500; round++) {
      scanEveryWay(randomMessage(random));
    }
  });
});
