import assert from 'node:assert/strict';
import { test } from 'node:test';
import { putAlias } from '@postroom/directory';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row, wordsOf, write, writing } from '../../support/page-people.ts';
import { sharedHouse } from '../../support/shared-house.ts';

const DOMAIN = `undo-${process.pid}.test`;
const { person, behind } = pagePeople(async () => await sharedHouse(), DOMAIN);

test('what was moved before it broke off half way comes back', needsBrowser, async () => {
  await using ann = await person('ann');
  const { page } = ann;
  const put = (subject: string) => ann.put('inbox', `From: x@y.test\nSubject: ${subject}\n\nx\n`);
  await put('One');
  await put('Two');
  const lost = await put('Lost');
  for (const subject of ['One', 'Two', 'Lost']) await row(page, subject).click({ modifiers: ['Control'] });
  // One of them is gone when the server is told to move them.
  let isGone = false;
  await page.route('**/jmap/api', async (route) => {
    if (!isGone && route.request().postData()?.includes('Email/set')) {
      isGone = true;
      await ann.jmap(['Email/set', { destroy: [lost] }]);
    }
    await route.continue();
  });
  await page.keyboard.press('e');
  await page.getByText('That did not work').first().waitFor();
  assert.deepEqual([await ann.subjects('archive'), await ann.subjects('inbox')], [['One', 'Two'], []]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, 'One').waitFor();
  await eventually('they are back', async () => (await ann.subjects('inbox')).join() === 'One,Two');
  assert.deepEqual(ann.faults, []);
});

test('a draft that was thrown away comes back as it was, and lies in Trash until then', needsBrowser, async () => {
  await using ben = await person('ben');
  const { page } = ben;
  await write(page, 'x@y.test', 'Thrown away', 'as it was');
  await eventually('it is kept', async () => (await ben.subjects('drafts')).join() === 'Thrown away');
  await writing(page).getByRole('button', { name: 'Discard draft' }).click();
  await writing(page).waitFor({ state: 'detached' });
  await eventually('it is in Trash', async () => (await ben.subjects('trash')).join() === 'Thrown away');
  assert.deepEqual(await ben.subjects('drafts'), []);
  await page.getByRole('button', { name: 'Undo' }).click();
  await writing(page).waitFor();
  assert.match(await wordsOf(writing(page).getByLabel('Text', { exact: true })), /as it was/);
  assert.equal(await writing(page).getByLabel('Subject').inputValue(), 'Thrown away');
  await eventually('it is a draft', async () => (await ben.subjects('drafts')).join() === 'Thrown away');
  await eventually('and there alone', async () => (await ben.subjects('trash')).length === 0);

  // What nobody wrote leaves nothing.
  await writing(page).getByRole('button', { name: 'Discard draft' }).click();
  await writing(page).waitFor({ state: 'detached' });
  await page.getByText('The draft is in Trash').first().waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('c');
  await writing(page).getByRole('button', { name: 'Discard draft' }).click();
  await writing(page).waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);
  assert.deepEqual(ben.faults, []);
});

test('an address that was removed comes back with its name and signature', needsBrowser, async () => {
  await using cid = await person('cid');
  const { page } = cid;
  await putAlias((await behind()).stage.pool, `sales@${DOMAIN}`, [cid.address]);
  const create = { sales: { email: `sales@${DOMAIN}`, name: 'Sales', textSignature: 'The sales desk' } };
  await cid.jmap(['Identity/set', { create }]);
  await page.getByRole('button', { name: 'Settings' }).first().click();
  const settings = page.locator('dialog');
  await settings.getByText(`sales@${DOMAIN}`).waitFor();
  await settings.getByRole('button', { name: 'Remove' }).click();
  await settings.getByText(`sales@${DOMAIN}`).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await settings.getByText(`sales@${DOMAIN}`).waitFor();
  const [got] = await cid.jmap(['Identity/get', {}]);
  const identities = (got?.list ?? []) as { email: string; name: string; textSignature: string }[];
  const back = identities.find(({ email }) => email === `sales@${DOMAIN}`);
  assert.deepEqual([back?.name, back?.textSignature], ['Sales', 'The sales desk']);
  assert.deepEqual(cid.faults, []);
});
