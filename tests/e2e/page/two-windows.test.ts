import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from '../../support/accounts.ts';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row, signOut } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person } = pagePeople(async () => await sharedFixture(), `two-windows-${process.pid}.test`);

const letter = (subject: string, more = ''): string =>
  `From: x@y.test\nSubject: ${subject}\nMessage-ID: <${subject}@y.test>\n${more}\n${subject}\n`;

test('what is selected in one window follows what becomes of it in another', needsBrowser, async () => {
  await using ann = await person('ann');
  const { page } = ann;
  for (const subject of ['one', 'two', 'three']) await ann.put('inbox', letter(subject));
  for (const subject of ['one', 'two', 'three']) await row(page, subject).waitFor();
  for (const subject of ['one', 'two', 'three']) await row(page, subject).click({ modifiers: ['ControlOrMeta'] });
  await page.getByText('3 selected').waitFor();
  await page.mouse.move(0, 0);
  const other = await ann.context.newPage();
  await other.goto(page.url());
  await row(other, 'two').hover();
  await row(other, 'two').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('2 selected').waitFor();
  // A newer mail of the conversation takes its place.
  await ann.put('inbox', letter('Re: one', 'In-Reply-To: <one@y.test>\nReferences: <one@y.test>\n'));
  await row(page, 'Re: one').getByRole('checkbox').and(page.locator(':checked')).waitFor();
  await page.getByText('2 selected').waitFor();
  await page.keyboard.press('e');
  await row(page, 'three').waitFor({ state: 'detached' });
  await row(page, 'Re: one').waitFor({ state: 'detached' });
  await eventually('they lie in Archive', async () => (await ann.subjects('archive')).length === 3 || undefined);
  assert.deepEqual(
    [await ann.subjects('archive'), await ann.subjects('trash')],
    [['Re: one', 'one', 'three'], ['two']],
  );
  assert.deepEqual(ann.faults, []);
});

test(
  'windows of one browser have one look and one language, and are signed in and out together',
  needsBrowser,
  async () => {
    await using bob = await person('bob');
    const { page } = bob;
    const other = await bob.context.newPage();
    await other.goto(page.url());
    await other.locator('#list').waitFor();
    await page.getByRole('button', { name: 'Settings' }).first().click();
    await page.locator('dialog').getByLabel('Colours').selectOption('dark');
    await other.locator('html[data-theme=dark]').waitFor();
    await page.locator('dialog').getByLabel('Language').selectOption('zh');
    await other.getByRole('button', { name: '写邮件' }).first().waitFor();
    await page.locator('dialog').getByLabel('语言').selectOption('en');
    await other.getByRole('button', { name: 'Write', exact: true }).first().waitFor();
    await page.locator('dialog').getByRole('button', { name: 'Close' }).first().click();
    await signOut(page);
    await other.locator('input[name=login]').waitFor();
    await other.fill('input[name=login]', bob.address);
    await other.fill('input[name=password]', PASSWORD);
    await other.click('button[type=submit]');
    await other.locator('#list').waitFor();
    await page.locator('#list').waitFor();
    assert.deepEqual(bob.faults, []);
  },
);
