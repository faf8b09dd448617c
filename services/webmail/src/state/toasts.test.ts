import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { announce, type Done, doing, hide, hideAll, isShown, reword, show, undo, useToasts } from './toasts.ts';

const shown = () => useToasts.getState().toast?.words;
const read = () => useToasts.getState().announced;

afterEach(() => {
  // A toast without an end clears the timer of the one before.
  show('', undefined, 0);
  hideAll();
});

test('one toast is shown and read out at a time, and closing the earlier one keeps the next', () => {
  const first = show('Archived', undefined, 0);
  const second = show('Deleted', undefined, 0);
  assert.deepEqual([shown(), read()], ['Deleted', 'Deleted']);
  hide(first);
  reword(first, 'Something else');
  assert.deepEqual([shown(), isShown(first), isShown(second)], ['Deleted', false, true]);
  reword(second, 'Sent in 9 s');
  assert.deepEqual([shown(), read()], ['Sent in 9 s', 'Deleted']);
  announce('3 of 120');
  assert.deepEqual([shown(), read()], ['Sent in 9 s', '3 of 120']);
  hide(second);
  assert.equal(shown(), undefined);
});

test('undo runs the action of the toast once, and nothing without one', () => {
  let undone = 0;
  show('Archived', { label: 'Undo', run: () => undone++ });
  undo();
  assert.deepEqual([undone, shown()], [1, undefined]);
  undo();
  show('Saved');
  undo();
  assert.deepEqual([undone, shown()], [1, 'Saved']);
});

/** Starts an action that ends when the test says so. */
function deed(name: string, taken: string[]) {
  const end = Promise.withResolvers<Done | undefined>();
  const over = doing(() => end.promise);
  const action = { label: 'Undo', run: () => taken.push(name) };
  return {
    done: () => end.resolve([name, action]),
    nothing: () => end.resolve(undefined),
    fails: () => end.reject(new Error(name)),
    over,
  };
}

test('while the next action is running no toast offers to undo the one before', async () => {
  const taken: string[] = [];
  const archived = deed('Archived', taken);
  archived.done();
  await archived.over;
  assert.equal(shown(), 'Archived');
  const deleted = deed('Deleted', taken);
  assert.equal(shown(), undefined);
  deleted.done();
  await deleted.over;
  undo();
  assert.deepEqual(taken, ['Deleted']);
});

test('undo requested before an action has finished runs when it has', async () => {
  const taken: string[] = [];
  const deleted = deed('Deleted', taken);
  undo();
  assert.deepEqual(taken, []);
  deleted.done();
  await deleted.over;
  assert.deepEqual([taken, shown()], [['Deleted'], undefined]);
  // The next action is not undone.
  const next = deed('Archived', taken);
  next.done();
  await next.over;
  assert.deepEqual([taken, shown()], [['Deleted'], 'Archived']);
});

test('of two overlapping actions the one begun last is undone first, whichever finishes first', async () => {
  const taken: string[] = [];
  const first = deed('First', taken);
  const second = deed('Second', taken);
  second.done();
  await second.over;
  assert.equal(shown(), 'Second');
  first.done();
  await first.over;
  // It is announced, but does not replace the offered undo.
  assert.deepEqual([shown(), read()], ['Second', 'First']);
  undo();
  assert.deepEqual(taken, ['Second']);
});

test('an action that did nothing or failed offers no undo and blocks none', async () => {
  const taken: string[] = [];
  const none = deed('None', taken);
  undo();
  none.nothing();
  await none.over;
  const fails = deed('Fails', taken);
  fails.fails();
  await assert.rejects(fails.over, /Fails/);
  assert.deepEqual([shown(), taken], [undefined, []]);
  const next = deed('Next', taken);
  next.done();
  await next.over;
  assert.deepEqual([shown(), taken], ['Next', []]);
});
