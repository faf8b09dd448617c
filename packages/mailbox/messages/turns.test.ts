import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turn } from './turns.ts';

/** Works for a fifth of a turn. */
function work(): void {
  const until = performance.now() + 2;
  while (performance.now() < until);
}

test('twenty tasks at once hardly block the event loop longer than one, and all finish', async () => {
  let [inThisTurn, most, done] = [0, 0, 0];
  let isOver = false;
  const loop = (): void => {
    most = Math.max(most, inThisTurn);
    inThisTurn = 0;
    if (!isOver) setImmediate(loop);
  };
  loop();
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      for (let piece = 0; piece < 10; piece += 1) {
        work();
        inThisTurn += 1;
        done += 1;
        await turn();
      }
    }),
  );
  isOver = true;
  assert.equal(done, 200);
  // Each of the twenty does one piece before its first turn(). With a turn of its own for each, there would be a hundred.
  assert.ok(most < 40, `${most} pieces of work in one turn`);
});
