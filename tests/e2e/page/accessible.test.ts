import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { en } from '../../../services/webmail/src/words/en.ts';
import { zh } from '../../../services/webmail/src/words/zh.ts';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// People who do not see the page, or have no mouse, can use all of it.

const { person } = pagePeople(async () => await sharedFixture(), 'accessible.test');

const LOOK = `From: Li <li@x.test>
To: hal@accessible.test
Subject: Look
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>Hello <a href="https://x.test">x.test</a> <img src="https://x.test/a.png" alt="A"></p>
--b
Content-Type: text/plain; name=list.txt
Content-Disposition: attachment; filename=list.txt

one
--b
Content-Type: text/calendar; method=REQUEST; name=boat.ics
Content-Disposition: attachment; filename=boat.ics

BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:boat
DTSTART:20300114T083000Z
SUMMARY:Boat
ORGANIZER:mailto:li@x.test
ATTENDEE:mailto:hal@accessible.test
END:VEVENT
END:VCALENDAR
--b--
`;

/** Opens something by a key, checks it, and closes it: the focus must be back where it was. */
async function visit(page: Page, key: string, role: 'dialog' | 'menu', look: (what: string) => Promise<void>) {
  const focused = () => page.evaluate('document.activeElement.outerHTML.slice(0, 300)');
  const before = await focused();
  await page.keyboard.press(key);
  await page.getByRole(role).first().waitFor();
  await look(key);
  await page.keyboard.press('Escape');
  await page.getByRole(role).first().waitFor({ state: 'detached' });
  await eventually(`the focus is back after ${key}`, async () => (await focused()) === before || undefined);
}

test('axe finds no serious problem in any view, in both languages, light and dark', needsBrowser, async () => {
  for (const [locale, t, colorScheme, width] of [
    ['en-GB', en, 'light', 1024],
    ['zh-CN', zh, 'dark', 1440],
  ] as const) {
    await using hal = await person('hal', {
      locale,
      colorScheme,
      bypassCSP: true,
      viewport: { width, height: 900 },
    });
    const { page } = hal;
    if (locale === 'en-GB') await hal.put('inbox', LOOK, { work: true });
    const look = async (what: string): Promise<void> =>
      assert.deepEqual(await seriousFaults(page), [], `${what} in ${locale}`);
    await row(page, 'Look').waitFor();
    await look('the list');
    await row(page, 'Look').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: /Boat/ }).waitFor();
    await page.getByText(t['read.pictures']).waitFor();
    await look('a message');
    // Waits until the row shows that the message was read, after which it does not change.
    await row(page, 'Look').and(page.locator('[data-unread=false]')).focus();
    for (const key of ['l', 'v', 'b']) await visit(page, key, 'menu', look);
    for (const key of ['?', 'Control+k']) await visit(page, key, 'dialog', look);
    await page.keyboard.press('x');
    await page.getByRole('toolbar').nth(1).waitFor();
    await look('what is selected');
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.getByRole('dialog').waitFor();
    await look('writing');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /list\.txt/ }).click();
    await page.getByRole('dialog').getByText('one').waitFor();
    await look('a file');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.getByRole('searchbox').fill('from:nobody');
    await page.getByRole('button', { name: t['search.place.from'], exact: true }).waitFor();
    await look('searching');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: t['settings.title'] }).click();
    await page.getByRole('dialog', { name: t['settings.title'] }).waitFor();
    await look('settings');
    assert.deepEqual(hal.faults, [], locale);
  }
});
