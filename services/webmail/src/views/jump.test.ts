import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jump } from './jump.ts';

const pressed = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

test('Page Up, Page Down, Home and End lead to rows of the list, within its bounds', () => {
  const place = { at: 10, page: 8, total: 100 };
  assert.equal(jump(pressed('PageDown'), place), 17);
  assert.equal(jump(pressed('PageUp'), place), 3);
  assert.equal(jump(pressed('PageUp'), { ...place, at: 2 }), 0);
  assert.equal(jump(pressed('PageDown'), { ...place, at: 97 }), 99);
  assert.equal(jump(pressed('PageDown'), { ...place, page: 1 }), 11);
  for (const more of [{}, { ctrlKey: true }]) {
    assert.equal(jump(pressed('Home', more), place), 0);
    assert.equal(jump(pressed('End', more), place), 99);
  }
});

test('other keys lead nowhere', () => {
  const place = { at: 10, page: 8, total: 100 };
  assert.equal(jump(pressed('ArrowDown'), place), undefined);
  assert.equal(jump(pressed('PageDown', { ctrlKey: true }), place), undefined, 'the next tab of the browser');
  assert.equal(jump(pressed('End', { shiftKey: true }), place), undefined);
  assert.equal(jump(pressed('Home', { altKey: true }), place), undefined);
  assert.equal(jump(pressed('End'), { ...place, total: 0 }), undefined);
});
