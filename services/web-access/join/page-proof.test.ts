import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { PrefixHash } from '../../webmail/src/join/proof/sha256.ts';
import { solvePuzzle } from '../../webmail/src/join/proof/solve.ts';
import { newChallenge, proofFault } from './proof.ts';

test("the page's hash is SHA-256 at every block boundary", () => {
  for (let length = 0; length < 200; length++) {
    const prefix = randomBytes(length).toString('hex').slice(0, length);
    const hash = new PrefixHash(prefix);
    for (const text of ['', '0', '123456789', 'x'.repeat(64)]) {
      const expected = createHash('sha256')
        .update(prefix + text)
        .digest()
        .readUInt32BE(0);
      assert.equal(hash.first32(text) >>> 0, expected, `${length} and ${text.length}`);
    }
  }
});

test("the page's solution is what the server expects", () => {
  const key = randomBytes(32);
  const challenge = newChallenge(key, 7, Date.now());
  const solutions = Array.from({ length: challenge.puzzles }, (_, puzzle) => solvePuzzle(challenge, puzzle));
  assert.equal(proofFault(key, { challenge: challenge.challenge, solutions }, Date.now()), null);
});
