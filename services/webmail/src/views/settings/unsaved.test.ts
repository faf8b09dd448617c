import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Unsaved } from './unsaved.ts';

test('typed text counts as unsaved until it is saved, also if saving fails', async () => {
  const unsaved = new Unsaved();
  const form = { isConnected: true };
  assert.equal(unsaved.isAny(), false);
  unsaved.note(form);
  assert.equal(unsaved.isAny(), true);
  await unsaved.save(form, async () => false);
  assert.equal(unsaved.isAny(), true);
  const answer = Promise.withResolvers<boolean>();
  const saved = unsaved.save(form, () => answer.promise);
  // Saving has not finished.
  assert.equal(unsaved.isAny(), true);
  answer.resolve(true);
  await saved;
  assert.equal(unsaved.isAny(), false);
});

test('text typed while a form is being saved is still unsaved', async () => {
  const unsaved = new Unsaved();
  const form = { isConnected: true };
  unsaved.note(form);
  await unsaved.save(form, async () => {
    unsaved.note(form);
    return true;
  });
  assert.equal(unsaved.isAny(), true);
  await unsaved.save(form, async () => true);
  assert.equal(unsaved.isAny(), false);
});

test('a closed form does not count as unsaved', () => {
  const unsaved = new Unsaved();
  const form = { isConnected: true };
  unsaved.note(form);
  form.isConnected = false;
  assert.equal(unsaved.isAny(), false);
});
