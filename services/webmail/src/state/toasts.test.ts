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

test('one line is shown at a time and read out; whoever puts the one before away leaves the next', () => {
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

test('undo does what the line offers, once, and without an offer nothing', () => {
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

test('while the next thing is being done nothing offers to take back the one before', async () => {
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

test('who asks for it back before it is done has it taken back then', async () => {
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

test('of two that overlap the one that was begun last is taken back first, whichever is done first', async () => {
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

test('what was not done after all, or has failed, offers nothing and keeps back nothing', async () => {
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
