import assert from 'node:assert/strict';
import type { Part, PartTree } from './part.ts';
import { createScanner, scan } from './scanner.ts';

/** Lines joined with CRLF, as mail has them on the wire; one character per byte. */
export function mail(...lines: string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function scanInChunks(message: Uint8Array, size: number): PartTree {
  const scanner = createScanner();
  // The same memory for every chunk: a scanner that keeps a view of it gives itself away
  const chunk = Buffer.alloc(size);
  for (let at = 0; at < message.length; at += size) {
    const piece = message.subarray(at, at + size);
    chunk.fill(0x2d);
    chunk.set(piece);
    scanner.push(chunk.subarray(0, piece.length));
  }
  return scanner.end();
}

/** Scans whole and in chunks, checks that all agree and that the tree is sane; gives it. */
export function scanEveryWay(message: Uint8Array): PartTree {
  const tree = scan(message);
  checkRanges(tree, 0, message.length);
  assert.equal(tree.headerStart, 0);
  assert.equal(tree.bodyEnd, message.length);
  for (const size of [1, 2, 7, 512]) assert.deepEqual(scanInChunks(message, size), tree, `chunks of ${size}`);
  assert.deepEqual(JSON.parse(JSON.stringify(tree)), tree, 'survives JSON');
  return tree;
}

/** Every part lies inside its parent's body, after the part before it. */
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

/** A small repeatable random source for generated input (xorshift). */
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

/** A message of what scanners stumble over, in any order. */
export function randomMessage(random: (below: number) => number): Buffer {
  let text = '';
  for (let i = random(30); i >= 0; i--) text += messagePieces[random(messagePieces.length)];
  return Buffer.from(text, 'latin1');
}

/** Milliseconds of CPU that this thread has used: other processes do not count, so that a bound says something of the code. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** CPU that something takes between two turns of others, at most. */
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

/** A pause whenever there may be one. */
export const everyTime = (): Promise<void> => new Promise((done) => setImmediate(done));
