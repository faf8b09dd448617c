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

type ImapValue = string | number | null | ImapValue[];

/** Reads a rendered ENVELOPE or BODYSTRUCTURE strictly by the RFC 3501 grammar; throws on anything else. */
export function readImap(bytes: Buffer): ImapValue {
  const text = bytes.toString('latin1');
  let at = 0;
  const value = (): ImapValue => {
    if (text[at] === '(') return list();
    const token = /"((?:[^"\\\r\n\0\x80-\xff]|\\["\\])*)"|\{(\d+)\}\r\n|NIL|\d+/y;
    token.lastIndex = at;
    const match = token.exec(text);
    assert.ok(match, `no value at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    at = token.lastIndex;
    if (match[1] !== undefined) return match[1].replace(/\\(.)/g, '$1');
    if (match[2] === undefined) return match[0] === 'NIL' ? null : Number(match[0]);
    const literal = text.slice(at, at + Number(match[2]));
    assert.ok(!literal.includes('\0'), 'no NUL in a literal');
    at += literal.length;
    return literal;
  };
  const list = (): ImapValue[] => {
    const items: ImapValue[] = [];
    at++;
    while (text[at] !== ')') {
      // Lists of addresses and of parts stand side by side without spaces
      if (items.length > 0 && text[at] === ' ') at++;
      else assert.ok(items.length === 0 || text[at] === '(', `no space at ${at}`);
      items.push(value());
    }
    at++;
    return items;
  };
  const result = value();
  assert.equal(at, text.length, 'nothing follows');
  return result;
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
