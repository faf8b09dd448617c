import assert from 'node:assert/strict';
import type { Part, PartTree } from './part.ts';
import { createScanner, scan } from './scanner.ts';

/** Returns lines joined with CRLF, one octet per character. */
export function mail(...lines: string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function scanInChunks(message: Uint8Array, size: number): PartTree {
  const scanner = createScanner();
  // All chunks use the same memory, which exposes a scanner that keeps a view of a chunk
  const chunk = Buffer.alloc(size);
  for (let at = 0; at < message.length; at += size) {
    const piece = message.subarray(at, at + size);
    chunk.fill(0x2d);
    chunk.set(piece);
    scanner.push(chunk.subarray(0, piece.length));
  }
  return scanner.end();
}

/** Scans the message whole and in chunks, checks that all trees agree and are sane; returns the tree. */
export function scanEveryWay(message: Uint8Array): PartTree {
  const tree = scan(message);
  checkRanges(tree, 0, message.length);
  assert.equal(tree.headerStart, 0);
  assert.equal(tree.bodyEnd, message.length);
  for (const size of [1, 2, 7, 512]) assert.deepEqual(scanInChunks(message, size), tree, `chunks of ${size}`);
  assert.deepEqual(JSON.parse(JSON.stringify(tree)), tree, 'survives JSON');
  return tree;
}

/** Checks that every part lies inside its parent's body, after the part before it. */
function checkRanges(part: Part, from: number, to: number): void {
  const { headerStart, bodyStart, bodyEnd } = part;
  const ordered = from <= headerStart && headerStart <= bodyStart && bodyStart <= bodyEnd && bodyEnd <= to;
  assert.ok(ordered, `${from} <= ${headerStart} <= ${bodyStart} <= ${bodyEnd} <= ${to}`);
  assert.equal(part.size, bodyEnd - bodyStart);
  assert.ok(part.lines >= 0 && part.lines <= part.size);
  let at = bodyStart;
  for (const child of part.children ?? []) {
    checkRanges(child, at, bodyEnd);
    at = child.bodyEnd;
  }
  if (part.message) {
    assert.equal(part.message.headerStart, bodyStart);
    assert.equal(part.message.bodyEnd, bodyEnd);
    checkRanges(part.message, bodyStart, bodyEnd);
  }
}

/** Returns a small repeatable random source for generated input (xorshift). */
export function randomSource(seed: number): (below: number) => number {
  let state = seed || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const messagePieces = [
  ...['\r\n', '\n', '\r', '-', '--', '--a', '--b', '--a--', '--b--', '--ab', ' ', '\t', 'x', ':', '\0', '"', '\x80'],
  ...['\r\n--a\r\n', '\r\n--a--\r\n', '\r\n--b\r\n', '\n--b--\n', '\r\n\r\n', 'Content-Type: text/html\r\n'],
  ...['Content-Type: multipart/mixed; boundary=a\r\n\r\n', 'Content-Type: multipart/digest; boundary="b"\r\n\r\n'],
  ...['Content-Type: message/rfc822\r\n\r\n', 'Subject: a\r\n', 'From: <a@b>\r\n', 'Content-Type: message/global\n\n'],
];

/** Returns a message made of pieces that are difficult for scanners, in any order. */
export function randomMessage(random: (below: number) => number): Buffer {
  let text = '';
  for (let i = random(30); i >= 0; i--) text += messagePieces[random(messagePieces.length)];
  return Buffer.from(text, 'latin1');
}

/** Returns the milliseconds of CPU that this thread has used. Other processes do not count, so a bound measures the code alone. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Returns the most milliseconds of CPU that the work takes without yielding to the event loop. */
export async function longestStretch(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let isDone = false;
  let last = cpuMs();
  const look = () => {
    longest = Math.max(longest, cpuMs() - last);
    last = cpuMs();
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isDone = true;
  return Math.max(longest, cpuMs() - last);
}

/** Pauses at every opportunity. */
export const everyTime = (): Promise<void> => new Promise((done) => setImmediate(done));
