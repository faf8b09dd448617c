import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { lookFor, pagePeople, row, searchedIn } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person, account } = pagePeople(async () => await sharedFixture(), `search-${process.pid}.test`);

test('the page does not say that nothing was found before the search has answered', needsBrowser, async () => {
  await using dan = await person('dan');
  const { page } = dan;
  await dan.put('inbox', 'From: x@y.test\nSubject: Needle\n\nx\n');
  await row(page, 'Needle').waitFor();
  const held = Promise.withResolvers<void>();
  await page.route('**/jmap/api', async (route) => {
    if (route.request().postData()?.includes('needle')) await held.promise;
    await route.continue();
  });
  await lookFor(page, 'needle');
  await page.getByRole('heading', { name: 'Searching…' }).waitFor();
  held.resolve();
  await page.getByRole('heading', { name: '1 conversation' }).waitFor();
  assert.deepEqual(dan.faults, []);
  await page.route('**/jmap/api', (route) => {
    const isIt = route.request().postData()?.includes('thimble');
    return isIt
      ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' })
      : route.fallback();
  });
  await page.getByRole('searchbox').fill('thimble');
  await page.getByRole('heading', { name: 'Could not search' }).waitFor();
});

interface Place {
  getBoundingClientRect(): { top: number };
}

test('chips narrow a search by where the words occur and by date', needsBrowser, async () => {
  await using eve = await person('eve');
  const { page } = eve;
  await eve.put('inbox', 'From: Anna <anna@y.test>\nSubject: Lunch\n\nx\n');
  await eve.put('inbox', 'From: Ben <ben@y.test>\nSubject: With anna\n\nx\n');
  await row(page, 'With anna').waitFor();
  await lookFor(page, 'anna');
  const heading = (name: string) => page.getByRole('heading', { name }).waitFor();
  await heading('2 conversations');
  // In a list that is too narrow for one line no chip stands alone in the next one.
  const lines = await page
    .locator('section button')
    .filter({ hasText: /^(All folders|Inbox|Anywhere|Any time|Unread|With files)$/ })
    .evaluateAll((chips) => chips.map((chip) => Math.round((chip as unknown as Place).getBoundingClientRect().top)));
  assert.equal(lines.length, 5);
  assert.equal(new Set(lines.slice(0, 3)).size, 1, lines.join(' '));
  assert.equal(lines[3], lines[4], lines.join(' '));
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
});

test(
  'hits in shared folders are counted beside the search, and one touch leads there and back',
  needsBrowser,
  async () => {
    await using fay = await person('fay');
    const [made] = await fay.jmap(['Mailbox/set', { create: { t: { name: 'Team' }, e: { name: 'Empty' } } }]);
    const created = (made?.created ?? {}) as unknown as { t: { id: string }; e: { id: string } };
    const [teamId, emptyId] = [created.t.id, created.e.id];
    const theirs = await fay.put('inbox', 'From: x@y.test\nSubject: Kohlrabi of the team\n\nx\n');
    const guses = await account('gus');
    const shareWith = { [`P${guses}`]: { mayReadItems: true } };
    await fay.jmap(
      ['Email/set', { update: { [theirs]: { mailboxIds: { [teamId]: true } } } }],
      ['Mailbox/set', { update: { [teamId]: { shareWith }, [emptyId]: { shareWith } } }],
    );
    await using gus = await person('gus');
    const { page } = gus;
    await gus.put('inbox', 'From: x@y.test\nSubject: Kohlrabi of mine\n\nx\n');
    await gus.put('inbox', 'From: x@y.test\nSubject: Turnip of mine\n\nx\n');
    await row(page, 'Turnip of mine').waitFor();
    await page.getByRole('button', { name: 'Team 1 unread' }).waitFor();

    await lookFor(page, 'kohlrabi');
    await row(page, 'Kohlrabi of mine').waitFor();
    const others = page.getByRole('group', { name: 'Also found in' });
    const team = others.getByRole('button', { name: `1 conversation in Team · ${fay.address}` });
    await team.waitFor();
    assert.equal(await others.getByRole('button').count(), 1);
    await team.press('Enter');
    await row(page, 'Kohlrabi of the team').waitFor();
    await searchedIn(page, 'Team').waitFor();
    assert.equal(await page.getByRole('searchbox').inputValue(), 'kohlrabi');
    await others.getByRole('button', { name: '1 conversation in My mail' }).click();
    await row(page, 'Kohlrabi of mine').waitFor();
    await searchedIn(page, 'All folders').waitFor();
    await team.waitFor();

    await page.getByRole('searchbox').fill('turnip');
    await row(page, 'Turnip of mine').waitFor();
    await others.getByText('Nothing in other places that are shared with you.').waitFor();
    assert.deepEqual(gus.faults, []);
  },
);

test('narrowing a search in one folder by a chip keeps it in that folder', needsBrowser, async () => {
  await using ida = await person('ida');
  const { page } = ida;
  await ida.put('inbox', 'From: x@y.test\nSubject: Plum here\n\nx\n');
  await ida.put('archive', 'From: x@y.test\nSubject: Plum elsewhere\n\nx\n');
  await row(page, 'Plum here').waitFor();
  await page.getByRole('searchbox').fill('plum');
  await page.getByRole('heading', { name: '2 conversations' }).waitFor();
  await searchedIn(page, 'All folders').click();
  await page.getByRole('menuitemcheckbox', { name: 'Inbox' }).click();
  await page.getByRole('heading', { name: '1 conversation' }).waitFor();
  await page.getByRole('button', { name: 'Unread', exact: true }).click();
  await page.getByRole('button', { name: 'Unread', exact: true, pressed: true }).waitFor();
  await searchedIn(page, 'Inbox').waitFor();
  await page.getByRole('heading', { name: '1 conversation' }).waitFor();
  assert.deepEqual(ida.faults, []);
});
