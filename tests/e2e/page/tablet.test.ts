import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';
import { tooSmall } from '../../support/touch-targets.ts';

// Two panes and a rail: windows of tablets, and narrow ones of computers.

const { person } = pagePeople(async () => await sharedFixture(), `tablet-${process.pid}.test`);

const RAIL = 56;

/** Returns the tools of the selection that stand beside the list, or upon each other. */
const beside = `(() => {
  const bar = document.querySelector('section [role=toolbar]');
  const { right } = bar.getBoundingClientRect();
  const boxes = [...bar.querySelectorAll('button')].map((each) => each.getBoundingClientRect());
  return boxes.filter((box, at) => box.right > right + 1 || (at > 0 && box.left < boxes[at - 1].right - 1)).length;
})()`;

/** Returns the buttons that are not wholly in sight, though nothing has been scrolled. */
const cut = `(() => [...document.querySelectorAll('nav button, main button, section button')].flatMap((each) => {
  if (!each.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return [];
  const { left, right } = each.getBoundingClientRect();
  return left >= 0 && right <= innerWidth ? [] : [each.getAttribute('aria-label') || each.textContent];
}))()`;

/** Returns how far the signs in the rail stand from its middle, in pixels. */
const askew = `(() => [...document.querySelectorAll('nav [data-drop]')].filter((each) => each.checkVisibility()).map((each) => {
  const sign = each.hasAttribute('data-initial') ? each : each.querySelector('svg');
  const { left, right } = sign.getBoundingClientRect();
  return Math.abs((left + right) / 2 - ${RAIL} / 2);
}))()`;

async function stands(page: Page): Promise<void> {
  assert.deepEqual(await page.evaluate(cut), []);
  const distances = (await page.evaluate(askew)) as number[];
  assert.ok(distances.length >= 6 && Math.max(...distances) <= 1, String(distances));
}

const SIZES = [
  ['a tablet upright', { viewport: { width: 768, height: 1024 }, hasTouch: true, isMobile: true }],
  ['a tablet', { viewport: { width: 1024, height: 768 }, hasTouch: true, isMobile: true }],
  ['a narrow window', { viewport: { width: 800, height: 900 } }],
] as const;

for (const [index, [what, options]] of SIZES.entries()) {
  test(`on ${what} no button is cut, and the signs of the folders stay in the middle`, needsBrowser, async () => {
    await using ann = await person(`reader-${index}`, options);
    const { page } = ann;
    const to = Array.from({ length: 30 }, (_, n) => `person.${n}@team.test`).join(', ');
    await ann.put('inbox', `From: Li <li@a.long.domain.of.somebody.test>\nTo: ${to}\nSubject: ${what}\n\nx\n`);
    await row(page, what).click();
    await page.getByRole('main').getByText('and 26 more').waitFor();
    await stands(page);
    await page.getByRole('button', { name: 'Inbox', exact: false }).first().hover();
    await stands(page);
    await row(page, what).press('x');
    await page.getByRole('toolbar', { name: '1 selected' }).waitFor();
    assert.equal(await page.evaluate(beside), 0);
    await page.getByRole('toolbar', { name: '1 selected' }).getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Mark as unread' }).click();
    await page.getByRole('button', { name: 'Inbox 1 unread', exact: true }).waitFor();
    const main = await page.getByRole('main').boundingBox();
    assert.ok(main && main.width >= 400, 'the mail has the larger part');
    assert.deepEqual(ann.faults, []);
  });
}

test('on a tablet every control is large enough for a finger', needsBrowser, async () => {
  await using bea = await person('bea', SIZES[0][1]);
  const { page } = bea;
  const small: Record<string, string[]> = {};
  const look = async (where: string): Promise<void> => {
    const found = await tooSmall(page);
    if (found.length > 0) small[where] = found;
  };
  await bea.put('inbox', 'From: Li <li@x.test>\nSubject: Contract\n\nSee https://x.test/\n', { todo: true });
  await row(page, 'Contract').waitFor();
  await look('list');
  await page.locator('[data-search]').fill('Contract');
  await page.getByText('1 conversation').first().waitFor();
  await look('search');
  await row(page, 'Contract').click();
  await page.getByRole('main').getByRole('button', { name: 'Reply', exact: true }).click();
  await look('mail');
  const window = page.locator('form[role=dialog]').last();
  await window.locator('[contenteditable]').waitFor();
  await look('composer');
  await window.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Settings' }).filter({ visible: true }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  for (const part of ['You', 'Mail', 'Appearance', 'Space and files', 'Sign-in and account']) {
    await dialog.getByRole('navigation').getByRole('button', { name: part }).click();
    await look(`settings: ${part}`);
  }
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await page.setViewportSize({ width: 1366, height: 1024 });
  await page.getByRole('button', { name: 'Options of Archive' }).waitFor();
  await look('three panes');
  await page.getByRole('button', { name: 'Select', exact: true }).first().click();
  await row(page, 'Contract').click();
  await page.getByRole('toolbar', { name: '1 selected' }).waitFor();
  await look('selection in three panes');
  assert.equal(await page.evaluate(beside), 0);
  assert.deepEqual(small, {});
  assert.deepEqual(bea.faults, []);
});
