import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { sharedHouse } from '../../support/shared-house.ts';

const { person } = pagePeople(async () => await sharedHouse(), `search-${process.pid}.test`);

test('nothing is called not found before the search has an answer', needsBrowser, async () => {
  await using dan = await person('dan');
  const { page } = dan;
  await dan.put('inbox', 'From: x@y.test\nSubject: Needle\n\nx\n');
  await row(page, 'Needle').waitFor();
  const held = Promise.withResolvers<void>();
  await page.route('**/jmap/api', async (route) => {
    if (route.request().postData()?.includes('needle')) await held.promise;
    await route.continue();
  });
  await page.keyboard.press('/');
  await page.keyboard.type('needle');
  await page.getByRole('heading', { name: 'Searching …' }).waitFor();
  held.resolve();
  await page.getByRole('heading', { name: '1 conversation' }).waitFor();
  assert.deepEqual(dan.faults, []);
});
