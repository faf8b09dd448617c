import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageFollower } from './message-follower.ts';

function message(type: string, content: string | Buffer): Buffer {
  const body = Buffer.from(content);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const READY = message('Z', 'I');
/** A row with a column whose end looks like ReadyForQuery. */
const LIKE_READY = message('D', Buffer.concat([Buffer.from('a column, then '), READY]));

/** Returns the positions at which the follower found the server ready, when the octets come in pieces of this size. */
function readyAt(octets: Buffer, pieceBytes: number): number[] {
  const follower = new MessageFollower();
  const found: number[] = [];
  for (let at = 0; at < octets.length; at += pieceBytes) {
    follower.take(octets.subarray(at, at + pieceBytes));
    if (follower.isReady) found.push(Math.min(at + pieceBytes, octets.length));
  }
  return found;
}

test('data in a row that looks like the end of an answer is not taken for it, wherever reads are split', () => {
  const answer = Buffer.concat([message('1', ''), LIKE_READY, LIKE_READY, message('C', 'SELECT 2\0')]);
  const all = Buffer.concat([answer, READY, answer, READY]);
  const ends = [answer.length + READY.length, all.length];
  assert.deepEqual(readyAt(all, 1), ends);
  for (let pieceBytes = 2; pieceBytes <= all.length; pieceBytes++) {
    const expected = ends.filter((end) => end % pieceBytes === 0 || end === all.length);
    assert.deepEqual(readyAt(all, pieceBytes), expected, `${pieceBytes} at a time`);
  }
});

test('the server is not ready before it says so, nor while it sends more', () => {
  const follower = new MessageFollower();
  assert.equal(follower.isReady, false);
  follower.take(READY);
  assert.equal(follower.isReady, true);
  follower.take(Buffer.from('N'));
  assert.equal(follower.isReady, false);
  follower.take(Buffer.from([0, 0, 0, 4]));
  assert.equal(follower.isReady, false);
});

test('an impossible length does not cause an endless message', () => {
  const follower = new MessageFollower();
  follower.take(Buffer.from([0x44, 0, 0, 0, 0]));
  follower.take(READY);
  assert.equal(follower.isReady, true);
});
