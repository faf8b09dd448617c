import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// Mail that was written for other window sizes and other writing directions.

const { person } = pagePeople(async () => await sharedFixture(), `width-${process.pid}.test`);

const letter = (subject: string, html: string): string =>
  `From: Shop <shop@x.test>\nSubject: ${subject}\nContent-Type: text/html; charset=utf-8\n\n${html}`;

/** Returns where some words of the open message stand: pixels from the left, and height. */
async function placed(page: Page, words: string): Promise<{ left: number; right: number; height: number }> {
  const box = await page.frameLocator('main iframe').getByText(words, { exact: true }).boundingBox();
  assert.ok(box, words);
  return { left: box.x, right: box.x + box.width, height: box.height };
}

test('a newsletter fits the width of a phone without breaking words', needsBrowser, async () => {
  await using ann = await person('ann', { viewport: { width: 390, height: 844 }, bypassCSP: true });
  const { page } = ann;
  const cells = '<th>Article</th><th>Availability</th><th>Price</th>';
  await ann.put(
    'inbox',
    letter(
      'Spring',
      `<table width="640"><tr><td style="width:640px"><p>Everything that grows, and more</p><table width="100%"><tr>${cells}</tr><tr><td>A hook with a very long description of all that it is good for</td><td>12</td><td>3</td></tr></table></td></tr></table>`,
    ),
  );
  const columns = Array.from({ length: 5 }, (_, at) => `<td>Measured${at}</td>`).join('');
  await ann.put('inbox', letter('Figures', `<table width="900" cellpadding="3"><tr>${columns}</tr></table>`));
  await ann.put('inbox', letter('Plan', `<pre>${'row '.repeat(40)}</pre><p>below</p>`));
  await row(page, 'Plan').waitFor();
  await row(page, 'Spring').click();
  for (const words of ['Everything that grows, and more', 'Availability', 'Price']) {
    await page.frameLocator('main iframe').getByText(words, { exact: true }).waitFor();
    const fits = async () => ((await placed(page, words)).right <= 390 ? true : undefined);
    await eventually(`${words} is in sight`, fits);
  }
  assert.ok((await placed(page, 'Availability')).height < 40, 'a word stands on one line');
  assert.deepEqual(await seriousFaults(page), []);
  await page.keyboard.press('u');
  await row(page, 'Figures').click();
  await eventually('all columns are in sight', async () =>
    (await placed(page, 'Measured4')).right <= 390 ? true : undefined,
  );
  const heights = await Promise.all([0, 4].map(async (at) => (await placed(page, `Measured${at}`)).height));
  assert.ok(Math.max(...heights) < 30, 'smaller words are whole');
  await page.keyboard.press('u');
  await row(page, 'Plan').click();
  await page.frameLocator('main iframe').getByText('below').waitFor();
  const scale = () =>
    page
      .frameLocator('main iframe')
      .locator('body > div')
      .evaluate((it) => Number((it as unknown as { style: { zoom: string } }).style.zoom));
  await eventually('what cannot be narrower is smaller', async () => ((await scale()) === 0.5 ? true : undefined));
  assert.deepEqual(ann.faults, []);
});

type Places = Record<'subject' | 'preview' | 'box', number>;

/** Returns the right edges of a row's subject and preview, where they begin in text that is read from the right. */
const PLACES = `(line) => {
  const subject = document.createRange();
  subject.selectNodeContents([...line.childNodes].find((node) => node.nodeType === 3));
  const right = (it) => it.getBoundingClientRect().right;
  return { subject: right(subject), preview: right(line.lastElementChild), box: right(line) };
}`;

test(
  'an Arabic subject in the list starts at its first word, and is not mixed with the preview after it',
  needsBrowser,
  async () => {
    await using bea = await person('bea');
    const { page } = bea;
    await bea.put(
      'inbox',
      letter('دعوة إلى حفل الافتتاح', `<p dir="rtl">${'يسرنا دعوتكم إلى حفل افتتاح '.repeat(9)}</p>`),
    );
    const line = row(page, 'دعوة').locator('[dir=auto]');
    await line.waitFor();
    const places = (await page.evaluate(`(${PLACES})(document.querySelector('[role=row] [dir=auto]'))`)) as Places;
    assert.ok(Math.abs(places.subject - places.box) < 2, 'it begins at the right, where nothing is cut');
    assert.ok(places.preview < places.subject, 'and the mail follows to the left');
    assert.deepEqual(bea.faults, []);
  },
);
