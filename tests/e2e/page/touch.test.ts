import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { type Person, pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';
import { tooSmall } from '../../support/touch-targets.ts';

const { person } = pagePeople(async () => await sharedFixture(), `touch-${process.pid}.test`);

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const LETTER = (subject: string): string =>
  `From: somebody.with.a.long.name@a.long.domain.far.test\nTo: ann@x.test\nSubject: ${subject}\nContent-Type: text/html\n\n<p>Dear Ann,</p><p>as we said.</p>\n`;

async function settings({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).filter({ visible: true }).first().click();
}

test('on a phone every control is large enough for a finger', needsBrowser, async () => {
  await using ann = await person('ann', PHONE);
  const { page } = ann;
  const small: Record<string, string[]> = {};
  const look = async (where: string): Promise<void> => {
    const found = await tooSmall(page);
    if (found.length > 0) small[where] = found;
  };
  await ann.put('inbox', LETTER('Contract'), { todo: true });
  await ann.put('inbox', LETTER('Another'));
  await ann.put('junk', LETTER('Prizes'), { $junk: true });
  await row(page, 'Contract').waitFor();
  await look('list');
  await page.getByRole('button', { name: 'Folders' }).first().click();
  await page.getByRole('button', { name: 'Options of Archive' }).waitFor();
  await look('folders');
  // Keys and screen readers do not reach the list under them.
  const isInert = async (): Promise<unknown> =>
    page.evaluate("document.getElementById('list').closest('[inert]') !== null");
  assert.equal(await isInert(), true);
  await page.getByRole('button', { name: 'Options of Archive' }).click();
  await page.getByRole('menuitem').first().waitFor();
  await look('menu of a folder');
  await page.keyboard.press('Escape');
  await page.getByRole('menuitem').first().waitFor({ state: 'detached' });
  // The next Escape closes the folders, and the focus is back where it was.
  await page.keyboard.press('Escape');
  await page
    .locator('button:focus', { has: page.locator('svg') })
    .and(page.getByLabel('Folders'))
    .waitFor();
  assert.equal(await isInert(), false);
  await page.keyboard.press('Enter');
  await page.locator('nav [aria-current]:focus').waitFor();
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Inbox/ })
    .first()
    .click();
  await page.locator('[data-search]').fill('Contract');
  await row(page, 'Another').waitFor({ state: 'detached' });
  await look('search');
  await row(page, 'Contract').click();
  await page.locator('main').getByRole('button', { name: 'Reply', exact: true }).waitFor();
  await look('open mail');
  await page.locator('main').getByRole('button', { name: 'Reply', exact: true }).click();
  const window = page.locator('form[role=dialog]').last();
  await window.locator('[contenteditable]').waitFor();
  await look('composer');
  await window.getByRole('button', { name: 'Close' }).click();
  await page.locator('main').getByRole('button', { name: 'Back' }).click();
  await settings(ann);
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  for (const part of ['You', 'Mail', 'Appearance', 'Space and files', 'Sign-in and account']) {
    await dialog.getByRole('navigation').getByRole('button', { name: part }).click();
    await look(`settings: ${part}`);
  }
  // On the smallest screen, buttons without room are in a menu.
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await page.setViewportSize({ width: 320, height: 700 });
  await row(page, 'Contract').click();
  const tools = page.locator('main').getByRole('toolbar');
  await tools.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Junk', exact: true }).waitFor();
  await look('open mail, 320');
  await page.keyboard.press('Escape');
  await page.locator('main').getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Select', exact: true }).first().click();
  await row(page, 'Contract').click();
  await page.getByRole('toolbar', { name: '1 selected' }).getByRole('button', { name: 'More' }).click();
  await look('selection, 320');
  await page.getByRole('menuitem', { name: 'Mark as read' }).click();
  assert.deepEqual(small, {});
  assert.deepEqual(ann.faults, []);
});
