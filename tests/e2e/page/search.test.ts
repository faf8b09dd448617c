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
  await page.getByRole('heading', { name: 'Searching…' }).waitFor();
  held.resolve();
  await page.getByRole('heading', { name: '1 conversation' }).waitFor();
  assert.deepEqual(dan.faults, []);
});

test(
  'what is searched for is narrowed by chips: where the words are, and when the mail came',
  needsBrowser,
  async () => {
    await using eve = await person('eve');
    const { page } = eve;
    await eve.put('inbox', 'From: Anna <anna@y.test>\nSubject: Lunch\n\nx\n');
    await eve.put('inbox', 'From: Ben <ben@y.test>\nSubject: With anna\n\nx\n');
    await row(page, 'With anna').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('anna');
    const heading = (name: string) => page.getByRole('heading', { name }).waitFor();
    await heading('2 conversations');
    const choose = async (chip: string, item: string): Promise<void> => {
      await page.getByRole('button', { name: chip, exact: true }).click();
      await page.getByRole('menuitemcheckbox', { name: item, exact: true }).click();
    };
    await choose('Anywhere', 'From');
    await heading('1 conversation');
    await row(page, 'Lunch').waitFor();
    const field = page.getByRole('searchbox');
    assert.equal(await field.inputValue(), 'from:anna');
    await choose('From', 'Subject');
    await row(page, 'With anna').waitFor();
    await choose('Any time', 'Older than a year');
    await heading('Nothing found');
    assert.match(await field.inputValue(), /^subject:anna before:\d{4}-\d\d-\d\d$/);
    await choose('Older than a year', 'Last 7 days');
    await heading('1 conversation');
    await choose('Subject', 'Anywhere');
    await heading('2 conversations');
    assert.deepEqual(eve.faults, []);
  },
);
