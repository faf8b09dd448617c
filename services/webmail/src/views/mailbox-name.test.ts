import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameAmong } from './mailbox-name.ts';

test('folders with the same name are shown with their parent, and others by their name only', () => {
  const box = (id: string, name: string, parentId: string | null = null, role: string | null = null) => ({
    id,
    name,
    parentId,
    role,
  });
  const boxes = [
    ...[box('i', 'INBOX', null, 'inbox'), box('w', 'Work'), box('p', 'Private')],
    ...[
      box('a', '2019', 'w'),
      box('b', '2019', 'p'),
      box('c', '2020', 'p'),
      box('d', 'Eingang', 'i'),
      box('e', 'Eingang'),
    ],
  ];
  assert.deepEqual(
    boxes.map((each) => nameAmong(each, boxes, () => 'Eingang')),
    ['Eingang', 'Work', 'Private', 'Work / 2019', 'Private / 2019', '2020', 'Eingang / Eingang', 'Eingang'],
  );
});
