import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzParser } from './fuzz-parser.ts';
import { PARSERS } from './targets/index.ts';

// Inputs that are nearly right, for every parser that strangers reach. `npm run fuzz -- --parser all` does the same endlessly.

const INPUTS = 300;
/** CPU time of this thread, which does not depend on other load on the machine. */
const TURN_MS = 250;
const MIB = 1024 * 1024;

for (const target of PARSERS) {
  test(`${target.name}: ${INPUTS} inputs are read or refused in little time and without leaks`, async () => {
    const figures = await fuzzParser(target, { seed: 1, inputs: INPUTS });
    assert.equal(figures.inputs, INPUTS);
    assert.ok(figures.longestMs < TURN_MS, `seed ${figures.longestSeed} took ${figures.longestMs} ms of CPU`);
    assert.ok(
      figures.endBytes - figures.warmBytes < 32 * MIB,
      `${figures.warmBytes} octets became ${figures.endBytes}`,
    );
  });
}
