import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Request } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { openDraft } from '../../support/composer.ts';
import { eventually } from '../../support/eventually.ts';
import { letGo, pagePeople, row, write, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person, behind } = pagePeople(async () => await sharedFixture(), `windows-${process.pid}.test`);

/** Returns whether a request comes from that window; for a window that has just opened it is not known yet. */
function isOf(page: Page, request: Request): boolean {
  try {
    return request.frame().page() === page;
  } catch {
    return false;
  }
}

test(
  'a mail can be written in a large composer, beside others, and in a window of its own, in one place at a time',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page, context } = ann;
    await write(page, ann.address, 'First', 'one');
    await page.keyboard.press('Escape');
    await writing(page).waitFor({ state: 'detached' });
    await write(page, ann.address, 'Second', 'two');
    const width = async (): Promise<number> => (await writing(page).boundingBox())?.width ?? 0;
    assert.equal(await width(), 600);
    await writing(page).getByRole('button', { name: 'Make wide' }).click();
    assert.equal(await width(), 960);
    await writing(page).getByRole('button', { name: 'Make narrow' }).click();
    assert.equal(await width(), 600);
    await writing(page).getByRole('button', { name: 'Minimise' }).click();
    await page.getByRole('button', { name: 'Second' }).waitFor();
    for (const [at, subject] of ['Third', 'Fourth', 'Fifth'].entries()) {
      await page.getByRole('button', { name: 'Write', exact: true }).click();
      await page.locator('form[role=dialog]').nth(at).getByLabel('Subject').fill(subject);
    }
    const boxes = await Promise.all((await page.locator('form[role=dialog]').all()).map((each) => each.boundingBox()));
    assert.equal(boxes.length, 3);
    for (const box of boxes) assert.ok(box && box.x >= 0 && box.width >= 320, 'all of them are seen');

    // The last typed text goes along.
    const fifth = writing(page);
    await fifth.locator('input[role=combobox]').first().fill(ann.address);
    await page.keyboard.press('Enter');
    await fifth.getByLabel('Text', { exact: true }).fill('typed here');
    const asked: string[] = [];
    const opening = context.waitForEvent('page');
    // The first requests of a new window are seen only by the context.
    context.on('request', (request) => {
      if (!isOf(page, request)) asked.push(`${request.url()} ${request.postData() ?? ''}`);
    });
    await fifth.getByRole('button', { name: 'In a window of its own' }).click();
    const other = await opening;
    const there = other.locator('form[role=dialog]');
    await there.getByLabel('Subject').waitFor();
    assert.equal(await there.getByLabel('Subject').inputValue(), 'Fifth');
    await there.getByText('typed here').waitFor();
    assert.equal(await page.locator('form[role=dialog]').count(), 2);
    await eventually('it is called as the mail is', async () => (await other.title()) === 'Fifth' || undefined);
    await there.getByText(/^Saved/).waitFor();
    // The window reads no list and no shared folders, and does not follow changes.
    const read = asked.filter((each) => /Email\/query|Thread\/get|\/jmap\/events/.test(each));
    assert.deepEqual(read, []);
    assert.notDeepEqual(asked, []);
    // In the first window the draft cannot be opened a second time.
    const beside = page.locator('form[role=dialog]');
    for (const left of [1, 0]) {
      // The last saved draft is the first row; the other windows would cover it.
      await beside.first().getByLabel('Subject').press('Escape');
      await eventually(`${left} are left`, async () => (await beside.count()) === left || undefined);
    }
    await openDraft(page, 'Fifth');
    await page.getByText('This draft is open in another tab.').first().waitFor();
    const closing = other.waitForEvent('close');
    await there.getByRole('button', { name: 'Send', exact: true }).click();
    // The window stays while the message can be taken back, or until the toast is closed, for a person who is quick enough.
    const line = other
      .getByText(/^Sending in /)
      .first()
      .locator('xpath=..');
    await line
      .getByRole('button', { name: 'Close' })
      .click()
      .catch(() => undefined);
    await letGo(ann, await behind());
    await page.getByRole('button', { name: /^Inbox/ }).click();
    await row(page, 'Fifth').waitFor();
    await closing;
    assert.deepEqual(ann.faults, []);
  },
);
