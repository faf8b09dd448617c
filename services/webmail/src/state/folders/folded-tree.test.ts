import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldedTree } from './folded-tree.ts';

const folder = (id: string, depth: number, unreadEmails = 1) => ({ mailbox: { id, unreadEmails }, depth });

test('a folded folder hides its children and counts their unread mails', () => {
  const placed = [folder('a', 0), folder('b', 1, 2), folder('c', 2, 4), folder('d', 1, 8), folder('e', 0, 16)];
  const of = (...folded: string[]) =>
    foldedTree(placed, new Set(folded)).map(({ mailbox: { id }, isFolded, isHidden, unreadInside }) => [
      `${id}${isFolded === null ? '' : isFolded ? '+' : '-'}${isHidden ? ' hidden' : ''}`,
      unreadInside,
    ]);
  assert.deepEqual(of(), [
    ['a-', 14],
    ['b-', 4],
    ['c', 0],
    ['d', 0],
    ['e', 0],
  ]);
  assert.deepEqual(of('b', 'e'), [
    ['a-', 14],
    ['b+', 4],
    ['c hidden', 0],
    ['d', 0],
    ['e', 0],
  ]);
  assert.deepEqual(of('a'), [
    ['a+', 14],
    ['b- hidden', 4],
    ['c hidden', 0],
    ['d hidden', 0],
    ['e', 0],
  ]);
});
