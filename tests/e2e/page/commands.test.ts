import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row, sayName } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person } = pagePeople(async () => await sharedFixture(), `commands-${process.pid}.test`);

const mail = (subject: string) => `From: x@y.test\nSubject: ${subject}\nMessage-ID: <${subject}@y.test>\n\ntext\n`;

test(
  'every command can be found by its words and run by keyboard, and the focus returns afterwards',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    const dialog = page.getByRole('dialog', { name: 'Commands' });
    const field = dialog.getByRole('combobox');
    const marked = dialog.locator('[role=option][aria-selected=true]');
    const open = async (): Promise<void> => {
      await page.keyboard.press('Control+k');
      await field.waitFor();
    };
    const say = async (typed: string, wanted: string): Promise<void> => {
      await open();
      await page.keyboard.type(typed);
      await marked.getByText(wanted, { exact: true }).waitFor();
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
    };
    await ann.put('inbox', mail('First'));
    await row(page, 'First').click();
    await page.getByRole('main').getByText('text', { exact: true }).waitFor();
    await row(page, 'First').focus();
    await open();
    assert.equal(await field.getAttribute('aria-activedescendant'), await marked.getAttribute('id'));
    await page.keyboard.press('ArrowUp');
    await marked.getByText('Go to Trash').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await row(page, 'First').and(page.locator(':focus')).waitFor();

    await open();
    await page.keyboard.type('star');
    await marked.getByText('Star', { exact: true }).waitFor();
    // The next key may come before the browser's close event of the dialog.
    await page.evaluate(`for (const key of ['Enter', 'k'])
    document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', { key, ctrlKey: key === 'k', bubbles: true, cancelable: true }),
    )`);
    await row(page, 'First').getByLabel('Star', { exact: true }).waitFor();
    await field.and(page.locator(':focus')).waitFor();
    assert.equal(await field.inputValue(), '');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await say('new fol', 'New folder');
    await sayName(page, 'Boats');
    await page.getByRole('button', { name: /^Boats/ }).waitFor();
    await say('boats move', 'Move to Boats');
    await row(page, 'First').waitFor({ state: 'detached' });
    await say('go bo', 'Go to Boats');
    await row(page, 'First').waitFor();
    // A command is also found by related words, and any words can be searched for in mail.
    await say('sign out', 'Settings: Sign-in and account');
    await page.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: 'Sign out' }).last().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Settings' }).waitFor({ state: 'detached' });
    await say('zebra', 'Search mail for “zebra”');
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor();

    await say('简体', 'Language: 简体中文');
    await page.getByRole('button', { name: '命令' }).click();
    const chinese = page.getByRole('dialog', { name: '命令' });
    await chinese.getByRole('combobox').fill('收件');
    await chinese.getByRole('option', { name: '前往收件箱' }).click();
    await chinese.waitFor({ state: 'detached' });
    assert.deepEqual(ann.faults, []);
  },
);

test('with no mail open, keyboard shortcuts act on the focused row', needsBrowser, async () => {
  await using kim = await person('kim');
  const { page } = kim;
  const ids: Record<string, string> = {};
  for (const subject of ['Able', 'Baker', 'Charlie', 'Dog'])
    ids[subject] = await kim.put('inbox', `From: x@y.test\nSubject: ${subject}\n\nx\n`);
  for (const subject of ['Able', 'Baker', 'Charlie', 'Dog']) await row(page, subject).waitFor();
  const focused = (subject: string) => row(page, subject).and(page.locator(':focus')).waitFor();
  await row(page, 'Charlie').focus();
  await page.keyboard.press('e');
  await row(page, 'Charlie').waitFor({ state: 'detached' });
  await focused('Baker');
  await page.keyboard.press('x');
  await page.getByRole('toolbar', { name: '1 selected' }).waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('toolbar', { name: '1 selected' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+a');
  await page.getByRole('toolbar', { name: '3 selected' }).waitFor();
  await page.keyboard.press('Escape');
  await focused('Baker');
  // The same with the focus on a folder: nobody wants to select the page's text.
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Inbox/ })
    .click();
  await row(page, 'Baker').waitFor();
  await page.keyboard.press('Control+a');
  await page.getByRole('toolbar', { name: '3 selected' }).waitFor();
  await page.keyboard.press('Escape');
  await row(page, 'Baker').focus();
  await focused('Baker');
  // The same when the message is removed elsewhere.
  await kim.jmap(['Email/set', { destroy: [ids.Baker] }]);
  await row(page, 'Baker').waitFor({ state: 'detached' });
  await focused('Able');
  await page.keyboard.press('o');
  await page.getByRole('main').getByRole('heading', { name: 'Able' }).waitFor();
  await eventually('it is archived', async () => (await kim.subjects('archive')).join() === 'Charlie' || undefined);
  assert.deepEqual(kim.faults, []);
});

test('Shift with the arrow keys extends the selection, and going back shrinks it', needsBrowser, async () => {
  await using lou = await person('lou');
  const { page } = lou;
  const subjects = ['Able', 'Baker', 'Charlie', 'Dog', 'Easy'];
  for (const subject of subjects) await lou.put('inbox', `From: x@y.test\nSubject: ${subject}\n\nx\n`);
  for (const subject of subjects) await row(page, subject).waitFor();
  const isFocused = (subject: string) => row(page, subject).and(page.locator(':focus')).waitFor();
  const chosen = async (...wanted: string[]): Promise<void> => {
    await page.getByRole('toolbar', { name: `${wanted.length} selected` }).waitFor();
    for (const subject of subjects)
      await row(page, subject)
        .and(page.locator(`[aria-selected=${wanted.includes(subject)}]`))
        .waitFor();
  };
  // The newest mail comes first.
  await row(page, 'Dog').focus();
  await page.keyboard.press('Shift+ArrowDown');
  await chosen('Dog', 'Charlie');
  await page.keyboard.press('Shift+ArrowDown');
  await isFocused('Baker');
  await chosen('Dog', 'Charlie', 'Baker');
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  await chosen('Dog');
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  await isFocused('Easy');
  await chosen('Dog', 'Easy');
  assert.equal(await page.getByRole('main').getByRole('heading').count(), 0, 'nothing was opened');
  // Tab returns to the last row, and another range is added to the selection.
  await row(page, 'Baker').focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await isFocused('Baker');
  await page.keyboard.press('Shift+ArrowDown');
  await chosen('Dog', 'Easy', 'Baker', 'Able');
  // A click with Shift continues from there.
  await row(page, 'Charlie').click({ modifiers: ['Shift'] });
  await chosen('Dog', 'Easy', 'Baker', 'Able', 'Charlie');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByText('Extend the selection').waitFor();
  assert.deepEqual(lou.faults, []);
});
