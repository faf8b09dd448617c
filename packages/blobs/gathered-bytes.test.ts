import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatheredBytes } from './gathered-bytes.ts';

test('octets come out as they went in, however they are split', () => {
  const all = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
  for (const [pieceBytes, takenBytes] of [
    [1, 4096],
    [7, 1],
    [4096, 100],
    [65_536, 70_000],
  ] as const) {
    const gathered = new GatheredBytes();
    const out: Buffer[] = [];
    for (let at = 0; at < all.length; at += pieceBytes) {
      gathered.append(all.subarray(at, at + pieceBytes));
      while (gathered.length >= takenBytes) out.push(gathered.take(takenBytes));
    }
    out.push(gathered.take());
    assert.ok(Buffer.concat(out).equals(all), `${pieceBytes} in, ${takenBytes} out`);
    assert.equal(gathered.length, 0);
  }
});

test('a million tiny pieces take about as much memory as their octets', () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const before = held();
  const gathered = new GatheredBytes();
  for (let n = 0; n < 1_000_000; n++) gathered.append(chunk.subarray(n % 60_000, (n % 60_000) + 3));
  assert.equal(gathered.length, 3_000_000);
  assert.ok(held() - before < 30_000_000, `${held() - before}`);
  assert.equal(gathered.take().length, 3_000_000);
});

function held(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
