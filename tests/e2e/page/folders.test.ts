import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { drag, type Person, pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person } = pagePeople(async () => await sharedFixture(), `folders-${process.pid}.test`);

const folder = (page: Page, name: string): Locator =>
  page.getByRole('navigation').getByRole('button', { name, exact: true });

/** Makes folders and returns a function that says where one lies: its parent's name, or null. */
async function folders(who: Person, names: readonly string[]): Promise<(name: string) => Promise<string | null>> {
  const create = Object.fromEntries(names.map((name, at) => [`f${at}`, { name, isSubscribed: true }]));
  await who.jmap(['Mailbox/set', { create }]);
  return async (name) => {
    const [got] = await who.jmap(['Mailbox/get', { properties: ['name', 'parentId'] }]);
    const list = (got?.list ?? []) as unknown as { id: string; name: string; parentId: string | null }[];
    const parentId = list.find((each) => each.name === name)?.parentId;
    return list.find(({ id }) => id === parentId)?.name ?? null;
  };
}

const become = (what: string, wanted: unknown, look: () => Promise<unknown>) =>
  eventually(what, async () => (JSON.stringify(await look()) === JSON.stringify(wanted) ? true : undefined));

test(
  'folders can be moved into each other by dragging and by a menu, and each move can be undone',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    const parentOf = await folders(ann, ['Trips', 'Norway', 'Work']);
    await folder(page, 'Norway').waitFor();
    await drag(page, folder(page, 'Norway'), folder(page, 'Trips'));
    await page.getByText('Norway is now in Trips').first().waitFor();
    assert.equal(await parentOf('Norway'), 'Trips');
    await page.getByRole('button', { name: 'Folders in Trips', expanded: true }).waitFor();
    await page.keyboard.press('z');
    await page.getByRole('button', { name: 'Folders in Trips' }).waitFor({ state: 'detached' });
    await become('undone', null, () => parentOf('Norway'));

    await page.getByRole('button', { name: 'Options of Work' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Move to Trips' }).waitFor();
    await page.keyboard.press('End');
    await page.locator('[role=menuitem]:focus', { hasText: 'Move to Trips' }).waitFor();
    await page.keyboard.press('Enter');
    await become('by the keyboard', 'Trips', () => parentOf('Work'));
    // Dropping a folder into one of its own does nothing, and the click that ends the drag opens nothing.
    await page.getByRole('button', { name: 'Folders in Trips', expanded: true }).waitFor();
    await drag(page, folder(page, 'Trips'), folder(page, 'Work'));
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    await drag(page, folder(page, 'Work'), page.getByRole('heading', { name: 'Folders' }));
    await become('to the top again', null, () => parentOf('Work'));
    await drag(page, folder(page, 'Work'), folder(page, 'Inbox'));
    await page.getByText('Work is now in Inbox').first().waitFor();
    await become('into the inbox', 'Inbox', () => parentOf('Work'));
    await page.keyboard.press('z');
    await become('and back', null, () => parentOf('Work'));
    assert.deepEqual(ann.faults, []);
  },
);

test('dragging a mail into a folder moves all selected mails', needsBrowser, async () => {
  await using bob = await person('bob');
  const { page } = bob;
  await folders(bob, ['Kept']);
  for (const at of [1, 2, 3]) await bob.put('inbox', `From: x@y.test\nSubject: Mail ${at}\n\nx\n`);
  await row(page, 'Mail 3').waitFor();
  await folder(page, 'Kept').waitFor();
  for (const at of [1, 2]) await row(page, `Mail ${at}`).click({ modifiers: ['ControlOrMeta'] });
  await drag(page, row(page, 'Mail 2'), folder(page, 'Kept'));
  await page.getByText('2 moved to Kept').first().waitFor();
  await become('moved', ['Mail 3'], () => bob.subjects('inbox'));
  await page.getByRole('button', { name: 'Undo' }).click();
  await become('back', ['Mail 1', 'Mail 2', 'Mail 3'], () => bob.subjects('inbox'));
  await drag(page, row(page, 'Mail 3'), page.getByRole('navigation').getByRole('button', { name: /^Trash/ }));
  await become('thrown away', ['Mail 3'], () => bob.subjects('trash'));
  assert.deepEqual(bob.faults, []);
});

test('a long touch on a folder starts dragging it', needsBrowser, async () => {
  await using cid = await person('cid', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const { page, context } = cid;
  const parentOf = await folders(cid, ['Trips', 'Norway']);
  await page.reload();
  await page.getByRole('button', { name: 'Folders' }).first().tap();
  await folder(page, 'Norway').waitFor();
  const [from, to] = [await folder(page, 'Norway').boundingBox(), await folder(page, 'Trips').boundingBox()];
  assert.ok(from && to);
  const client = await context.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: from.x + 60, y }] });
  await touch('touchStart', from.y + 20);
  await page.locator('[data-taken]').waitFor();
  await touch('touchMove', from.y + 30);
  await touch('touchMove', to.y + 20);
  await page.locator('[data-taken=true]').waitFor();
  await touch('touchEnd');
  await become('by touch', 'Trips', () => parentOf('Norway'));
  assert.deepEqual(cid.faults, []);
});

test(
  'long folder names do not widen the folder list, and the list shows where a mail can be dropped',
  needsBrowser,
  async () => {
    await using dee = await person('dee');
    const { page } = dee;
    const long = 'Donaudampfschifffahrtsgesellschaftskapitänsmützen 2019';
    await folders(dee, [long, 'After']);
    await folder(page, long).waitFor();
    const options = page.getByRole('button', { name: `Options of ${long}` });
    await options.focus();
    const look = '({ scrollLeft, scrollWidth, clientWidth }) => scrollLeft === 0 && scrollWidth <= clientWidth';
    const inside = await page.evaluate(`(${look})(document.querySelector('nav'))`);
    assert.equal(inside, true);
    await dee.put('inbox', 'From: x@y.test\nSubject: Here\n\nx\n');
    await row(page, 'Here').click();
    await page.getByRole('main').getByRole('button', { name: 'Move', exact: true }).click();
    const [first, second] = await Promise.all(
      ['After', long].map((name) => page.getByRole('menuitem', { name }).boundingBox()),
    );
    assert.ok(first && second && first.y + first.height <= second.y, 'none lies over another');
    // A letter moves to the first item that begins with it, and when repeated to the next one.
    for (const name of ['Archive', 'After', 'Archive']) {
      await page.keyboard.press('a');
      await page.locator('[role=menuitem]:focus', { hasText: name }).waitFor();
    }
  },
);
