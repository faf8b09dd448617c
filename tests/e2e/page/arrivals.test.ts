import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { sharedHouse } from '../../support/shared-house.ts';

const DOMAIN = `arrivals-${process.pid}.test`;
const { person, letter } = pagePeople(async () => await sharedHouse(), DOMAIN);

const top = async (page: Page, words: string): Promise<number> => (await row(page, words).boundingBox())?.y ?? -1;

test(
  'rows that come do not move what is under the pointer or the focus, and wait until they are wanted',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    for (let at = 1; at <= 40; at++)
      await ann.put('inbox', `From: x@y.test\nSubject: Old ${at}.\n\nx\n`, {}, new Date(Date.UTC(2026, 0, 1, 0, at)));
    await row(page, 'Old 40.').waitFor();
    const waiting = page.getByRole('button', { name: '1 new mail', exact: true });

    // Nobody is at the list: they come by themselves.
    await letter('ben', 'ann', { subject: 'First', text: 'x' });
    await row(page, 'First').waitFor();

    // The pointer is on it.
    const place = await top(page, 'Old 38.');
    await row(page, 'Old 38.').hover();
    await letter('ben', 'ann', { subject: 'Second', text: 'x' });
    await waiting.waitFor();
    assert.equal(await top(page, 'Old 38.'), place);
    assert.equal(await row(page, 'Second').count(), 0);
    await page.getByText('1 new mail').nth(1).waitFor({ state: 'attached' });
    // What is done meanwhile is done, and what waits goes on waiting.
    await row(page, 'Old 38.').getByRole('button', { name: 'Archive' }).click();
    await row(page, 'Old 38.').waitFor({ state: 'detached' });
    await page.getByText('Archived').first().waitFor();
    await waiting.waitFor();
    await page.mouse.move(1, 1);
    await row(page, 'Second').waitFor();
    await waiting.waitFor({ state: 'detached' });

    // It was scrolled, and a key shows them.
    const list = page.locator('#list');
    await list.evaluate((element) => ((element as unknown as { scrollTop: number }).scrollTop = 600));
    await letter('ben', 'ann', { subject: 'Third', text: 'x' });
    await waiting.waitFor();
    await page.keyboard.press('.');
    await row(page, 'Third').waitFor();
    assert.equal(await page.evaluate('document.activeElement.getAttribute("aria-rowindex")'), '1');

    // One is there with the keyboard.
    await page.keyboard.press('ArrowDown');
    await page
      .locator('[role=row]:focus-visible', { hasText: 'Third' })
      .or(page.locator('[role=row]:focus-visible'))
      .first()
      .waitFor();
    const focused = (await page.locator('[role=row]:focus-visible').boundingBox())?.y;
    await letter('ben', 'ann', { subject: 'Fourth', text: 'x' });
    await waiting.waitFor();
    assert.equal((await page.locator('[role=row]:focus-visible').boundingBox())?.y, focused);
    await waiting.click();
    await row(page, 'Fourth').waitFor();
    assert.deepEqual(ann.faults, []);
  },
);
