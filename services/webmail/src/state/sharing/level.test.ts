import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LEVELS, levelOf, rightsOf } from './level.ts';

const NONE = {
  mayReadItems: false,
  mayAddItems: false,
  mayRemoveItems: false,
  maySetSeen: false,
  maySetKeywords: false,
  mayCreateChild: false,
  mayRename: false,
  mayDelete: false,
  maySubmit: false,
  mayShare: false,
};

test("each sharing level allows more than the one before, and is recognised from the server's rights", () => {
  const sizes = LEVELS.map((level) => Object.keys(rightsOf(level)).length);
  assert.deepEqual(sizes, [2, 3, 5, 9]);
  for (const level of LEVELS) assert.equal(levelOf({ ...NONE, ...rightsOf(level) }), level);
});

test('individually chosen rights match no level', () => {
  assert.equal(levelOf(NONE), null);
  assert.equal(levelOf({ ...NONE, mayReadItems: true }), null);
  assert.equal(levelOf({ ...NONE, mayAddItems: true }), null);
  assert.equal(levelOf({ ...NONE, ...rightsOf('mark'), mayAddItems: true }), null);
});
