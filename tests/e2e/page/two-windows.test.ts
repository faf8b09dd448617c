import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from '../../support/accounts.ts';
import { needsBrowser, signIn } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { lookFor, pagePeople, row, signOut, write, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person } = pagePeople(async () => await sharedFixture(), `two-windows-${process.pid}.test`);

const letter = (subject: string, more = ''): string =>
  `From: x@y.test\nSubject: ${subject}\nMessage-ID: <${subject}@y.test>\n${more}\n${subject}\n`;

test('the selection in one window follows changes made in another', needsBrowser, async () => {
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
  // A newer mail of the conversation takes over its selection.
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

test('changes waiting for a connection in one window are shown in the other', needsBrowser, async () => {
  await using eve = await person('eve');
  const { page, context } = eve;
  for (const subject of ['left', 'starred']) await eve.put('inbox', letter(subject));
  const other = await context.newPage();
  await other.goto(page.url());
  for (const each of [page, other]) for (const subject of ['left', 'starred']) await row(each, subject).waitFor();
  await page.bringToFront();
  await write(page, eve.address, 'From the train', 'In the tunnel.');
  await page
    .getByText(/^Saved/)
    .first()
    .waitFor();
  await context.setOffline(true);
  const says = (words: RegExp) => other.getByRole('status').filter({ hasText: words }).waitFor();
  await says(/No connection/);
  await writing(page).getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Waits for the connection From the train' }).waitFor();
  await says(/1 message waits to be sent in another window/);
  await row(page, 'left').focus();
  await page.keyboard.press('e');
  await row(other, 'left').waitFor({ state: 'detached' });
  await row(page, 'starred').focus();
  await page.keyboard.press('s');
  await row(other, 'starred').getByLabel('Star', { exact: true }).first().waitFor();
  await says(/2 changes wait/);
  await page.getByRole('button', { name: 'Waits for the connection From the train' }).waitFor();
  await context.setOffline(false);
  await other
    .getByRole('status')
    .filter({ hasText: /No connection/ })
    .waitFor({ state: 'detached' });
  await eventually('all is done', async () => (await eve.subjects('archive')).join() === 'left' || undefined);
  await eventually('it is sent', async () => (await eve.subjects('sent')).length > 0 || undefined);
});

test('windows of one browser share theme and language, and are signed in and out together', needsBrowser, async () => {
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
});

test(
  'each view has a URL that works on reload, in a second window, when typed, and after signing in',
  needsBrowser,
  async () => {
    await using cleo = await person('cleo');
    const { page } = cleo;
    const mail = (subject: string) =>
      `From: li@y.test\nTo: ${cleo.address}\nSubject: ${subject}\n\nWords of ${subject}\n`;
    await cleo.put('inbox', mail('First'));
    const id = await cleo.put('archive', mail('Second'));
    const main = (where = page) => where.getByRole('main');
    await row(page, 'First').click();
    await main().getByText('Words of First').waitFor();
    await page.reload();
    await main().getByText('Words of First').waitFor();
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Archive/ })
      .click();
    await row(page, 'Second').click();
    await main().getByText('Words of Second').waitFor();
    assert.equal(new URL(page.url()).hash, `#/archive/${id}`);
    const other = await cleo.context.newPage();
    await other.goto(page.url());
    await main(other).getByText('Words of Second').waitFor();
    await row(other, 'Second').waitFor();
    // The history from before the page was loaded again is still there.
    await page.goBack();
    await page.goBack();
    await main().getByText('Words of First').waitFor();
    await page.goForward();
    await row(page, 'Second').waitFor();
    await lookFor(page, 'second 100%');
    await page.waitForURL('**/#/all?q=second%20100%25');
    await page.reload();
    await page.getByText('Nothing found').waitFor();
    assert.equal(await page.getByRole('searchbox').inputValue(), 'second 100%');
    const lead = (hash: string) => page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await lead('#/nowhere');
    await page.getByText('There is nothing at this address.').first().waitFor();
    await row(page, 'First').waitFor();
    await lead('#/archive/E999999');
    await page.getByText('This message is no longer here.').first().waitFor();
    await row(page, 'Second').waitFor();
    assert.equal(new URL(page.url()).hash, '#/archive');
    await signOut(page);
    await page.waitForURL(({ hash }) => hash === '');
    await lead(`#/archive/${id}`);
    await signIn(page, cleo.address, PASSWORD);
    await main().getByText('Words of Second').waitFor();
    assert.deepEqual(cleo.faults, []);
  },
);
