import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { openDraft, saved } from '../../support/composer.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row, sendNow, write, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const DOMAIN = `receipts-${process.pid}.test`;
const { person, account, behind } = pagePeople(async () => await sharedFixture(), DOMAIN);

test('a read receipt is requested and sent only by choice, and then the sender sees it', needsBrowser, async () => {
  await account('ben');
  await using ann = await person('ann');
  await using ben = await person('ben');
  await write(ann.page, `ben@${DOMAIN}`, 'Contract', 'Please read it.');
  const option = ann.page.getByRole('menuitemcheckbox', { name: 'Ask for a read receipt' });
  await writing(ann.page).getByRole('button', { name: 'More options' }).click();
  await option.click();
  // The draft keeps the request for a receipt.
  await saved(ann.page);
  await ann.page.keyboard.press('Escape');
  await writing(ann.page).waitFor({ state: 'detached' });
  await openDraft(ann.page, 'Contract');
  await writing(ann.page).getByRole('button', { name: 'More options' }).click();
  assert.equal(await option.getAttribute('aria-checked'), 'true');
  await ann.page.keyboard.press('Escape');
  await sendNow(ann, await behind());

  await row(ben.page, 'Contract').click();
  const main = ben.page.getByRole('main');
  await main.getByText(/asks to be told that you have read this/).waitFor();
  assert.deepEqual(await ben.subjects('sent'), [], 'reading alone tells nobody');
  await main.getByRole('button', { name: 'Tell them' }).click();
  await ben.page.getByText('They are told that you have read it.').first().waitFor();
  await main.getByText(/asks to be told/).waitFor({ state: 'detached' });

  await ann.page.getByRole('button', { name: /^Inbox/ }).click();
  await row(ann.page, 'Read: Contract').waitFor();
  await ann.page.getByRole('button', { name: /^Sent/ }).click();
  await row(ann.page, 'Read: Contract').waitFor({ state: 'detached' });
  await row(ann.page, 'Contract').click();
  await ann.page.getByText('delivered, and read, says its recipient').waitFor();
  // The same in words, beside the notification itself.
  await ann.page.getByRole('button', { name: /^Inbox/ }).click();
  await row(ann.page, 'Read: Contract').click();
  await ann.page
    .getByRole('main')
    .getByRole('button', { name: /^You.* read / })
    .waitFor();
  assert.deepEqual([ann.faults, ben.faults], [[], []]);
});

test(
  'a user who turned receipt questions off is not asked, and a refused request is not shown again',
  needsBrowser,
  async () => {
    await using cid = await person('cid');
    const { page } = cid;
    const main = page.getByRole('main');
    const asking = (subject: string) =>
      `From: x@y.test\nSubject: ${subject}\nDisposition-Notification-To: spy@z.test\n\nx\n`;
    const first = await cid.put('inbox', asking('First'));
    await cid.put('inbox', asking('Second'));
    await row(page, 'Second').waitFor();
    await row(page, 'First').click();
    await main.getByText('x@y.test asks that spy@z.test be told that you have read this.').waitFor();
    await main.getByRole('button', { name: 'Do not tell' }).click();
    await main.getByText('be told that you').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Settings' }).first().click();
    const setting = page.getByLabel('Ask me when a sender wants to know');
    await setting.uncheck();
    await page.keyboard.press('Escape');
    await row(page, 'Second').click();
    await page.getByRole('heading', { name: 'Second' }).waitFor();
    await main.getByRole('button', { name: 'Reply', exact: true }).waitFor();
    assert.equal(await main.getByText('be told that you').count(), 0);
    await eventually('other programs do not ask either', async () => {
      const [got] = await cid.jmap(['Email/get', { ids: [first], properties: ['keywords'] }]);
      const [{ keywords } = { keywords: {} }] = (got?.list ?? []) as unknown as { keywords: object }[];
      return '$mdnsent' in keywords;
    });
    assert.deepEqual(await cid.subjects('sent'), []);
    assert.deepEqual(cid.faults, []);
  },
);
