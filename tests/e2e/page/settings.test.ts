import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from 'playwright-core';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { asked, pagePeople } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { account, behind, person } = pagePeople(async () => await sharedFixture(), `settings-${process.pid}.test`);

test('an index leads to each part of the settings and marks the current one', needsBrowser, async () => {
  for (const [locale, width, last, password] of [
    ['en-GB', 1440, 'Sign-in and account', 'Current password'],
    ['zh-CN', 390, '登录与账户', '当前密码'],
  ] as const) {
    await using ann = await person(`ann-${width}`, { locale, viewport: { width, height: 800 }, bypassCSP: true });
    const { page } = ann;
    await page
      .getByRole('button', { name: /^(Settings|设置)$/ })
      .filter({ visible: true })
      .click();
    const dialog = page.locator('dialog');
    const index = dialog.getByRole('navigation');
    await index.getByRole('button', { name: last }).press('Enter');
    const here = index.locator('[aria-current=true]');
    await eventually('it is said', async () => (await here.textContent()) === last || undefined);
    await eventually('it is in sight', async () => {
      const field = await dialog.getByLabel(password).boundingBox();
      return field && field.y > 0 && field.y < 800;
    });
    await page.keyboard.press('Tab');
    const inside = await dialog.getByRole('region', { name: last }).locator(':focus').count();
    assert.equal(inside, 1, 'and the keyboard goes on there');
    assert.deepEqual(await seriousFaults(page), [], locale);
    const wide = (await page.evaluate('document.documentElement.scrollWidth')) as number;
    assert.ok(wide <= width, `${wide} wide`);
    assert.deepEqual(ann.faults, []);
  }
});

test(
  'a full mailbox explains what happens to new mail, and links to where room can be made',
  needsBrowser,
  async () => {
    const id = await account('full');
    const { stage } = await behind();
    const allow = (bytes: number) =>
      stage.pool.query('update accounts set quota_bytes = $2 where id = $1', [id, bytes]);
    await allow(1_000_000);
    await using full = await person('full', { viewport: { width: 390, height: 800 }, bypassCSP: true });
    const { page } = full;
    const large = await full.put('trash', `From: x@y.test\nSubject: Large\n\n${`${'x'.repeat(70)}\n`.repeat(600)}`);
    await allow(40_000);
    await page.reload();
    const banner = page.getByText('Your mailbox is full. New mail waits at its senders');
    await banner.waitFor();
    assert.deepEqual(await seriousFaults(page), []);
    await banner.getByRole('button', { name: 'Make room' }).click();
    const space = page.locator('dialog').getByRole('region', { name: 'Space and files' });
    await space.and(page.locator(':focus')).waitFor();
    await eventually('it is in sight', async () => {
      const bounds = await space.getByRole('heading', { name: 'Make room' }).boundingBox();
      return bounds && bounds.y > 0 && bounds.y < 800;
    });
    // The result of an import says how much of the file was imported.
    const mails = ['One', 'Two'].map((subject) => `From x@y.test Mon Jan  1 00:00:01 2024\nSubject: ${subject}\n\n`);
    const [one = '', two = ''] = mails.map((mail) => `${mail}${`${'x'.repeat(70)}\n`.repeat(200)}\n`);
    const bring = () =>
      page
        .locator('dialog')
        .getByLabel(/^Import a file/)
        .setInputFiles({ name: 'a.mbox', mimeType: 'application/mbox', buffer: Buffer.from(one + two) });
    await bring();
    await space.getByText('Your mailbox has no room for it. Nothing was imported.').waitFor();
    await full.jmap(['Email/set', { destroy: [large] }]);
    await allow(20_000);
    await bring();
    await space.getByText('1 message is here now. Then the mailbox was full, and the rest is missing.').waitFor();
    assert.deepEqual(await full.subjects('inbox'), ['One']);
    await page.locator('dialog').getByRole('button', { name: 'Close' }).first().click();
    await banner.waitFor({ state: 'detached' });
    assert.deepEqual(full.faults, []);
  },
);

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

test("devices are named in the user's language", needsBrowser, async () => {
  for (const [locale, name] of [
    ['en-GB', 'Chrome on Linux'],
    ['zh-CN', 'Linux 上的 Chrome'],
  ] as const) {
    await using ben = await person('ben', { locale, userAgent: CHROME });
    const { page } = ben;
    await page
      .getByRole('button', { name: /^(Settings|设置)$/ })
      .first()
      .click();
    await page.locator('dialog').getByText(name).first().waitFor();
    assert.deepEqual(ben.faults, []);
  }
});

test(
  'the vacation response applies on the chosen days, and unsaved settings are not discarded silently',
  needsBrowser,
  async () => {
    await using cid = await person('cid', { bypassCSP: true });
    const { page } = cid;
    const vacation = async () => {
      const [answer] = await cid.jmap(['VacationResponse/get', {}]);
      return ((answer?.list ?? []) as unknown as Record<string, unknown>[])[0] ?? {};
    };
    const open = async () => {
      await page.getByRole('button', { name: 'Settings' }).first().click();
      return page.locator('dialog').getByRole('region', { name: 'Mail', exact: true });
    };
    const mail = await open();
    const close = () => page.locator('dialog').getByRole('button', { name: 'Close' }).first().click();
    const save = mail.locator('form', { hasText: 'First day' }).getByRole('button', { name: 'Save' });
    await mail.getByLabel('Answer mail while I am away').check();
    await mail.getByLabel('First day').fill('2031-08-10');
    await mail.getByLabel('Last day').fill('2031-08-09');
    await save.click();
    await mail.getByText('The last day is before the first one. Nothing is saved yet.').waitFor();
    await mail.getByLabel('First day').fill('');
    await mail.getByLabel('Last day').fill('2020-08-09');
    await save.click();
    await mail.getByText('The last day has passed.').waitFor();
    assert.equal((await vacation()).isEnabled, false);
    assert.deepEqual(await seriousFaults(page), []);
    const question = 'Your changes here are not saved yet. Close anyway?';
    assert.equal(await asked(page, false, () => page.keyboard.press('Escape')), question);
    await mail.getByLabel('Last day').fill('2031-08-20');
    await save.click();
    await page.getByText('Saved', { exact: true }).first().waitFor();
    const { isEnabled, fromDate, toDate, textBody } = await vacation();
    assert.deepEqual([isEnabled, fromDate], [true, null]);
    // The last day ends at midnight in the reader's time zone.
    const end = await page.evaluate('new Date(2031, 7, 21).toISOString().slice(0, 19) + "Z"');
    assert.deepEqual([toDate, textBody], [end, 'I am away and will read your mail when I am back.']);
    await close();
    await page.locator('dialog').waitFor({ state: 'detached' });

    // The same for a signature that was begun.
    await open();
    const you = page.locator('dialog').getByRole('region', { name: 'You', exact: true });
    await you.getByRole('textbox', { name: 'Signature' }).first().pressSequentially('Cid');
    assert.equal(await asked(page, true, close), question);
    await page.locator('dialog').waitFor({ state: 'detached' });
    await open();
    assert.equal(await mail.getByLabel('Last day').inputValue(), '2031-08-20');
    // The new field has the focus.
    await you.getByRole('button', { name: 'Another address' }).click();
    await you.getByLabel('Address').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('x@y.test');
    assert.equal(await you.getByLabel('Address').inputValue(), 'x@y.test');
    assert.deepEqual(cid.faults, []);
  },
);

test(
  'an import continues while the settings are closed, can be cancelled, and accepts mail files only',
  needsBrowser,
  async () => {
    await using dot = await person('dot');
    const { page } = dot;
    const settings = page.getByRole('dialog', { name: 'Settings' });
    const open = () => page.getByRole('button', { name: 'Settings' }).first().click();
    const bring = (name: string, text: string) =>
      settings
        .getByLabel(/^Import a file/)
        .setInputFiles({ name, mimeType: 'application/mbox', buffer: Buffer.from(text, 'latin1') });
    await open();
    await bring('picture.png', '\x89PNG\r\n\x1a\n\0\0');
    await settings.getByText('That is not a mail file (.mbox or .eml). Nothing was imported.').waitFor();

    const coming = Promise.withResolvers<Route>();
    await page.route('**/import', coming.resolve);
    await bring('one.eml', 'From: x@y.test\nSubject: One\n\nx\n');
    const held = await coming.promise;
    await settings.getByRole('button', { name: 'Close' }).first().click();
    await settings.waitFor({ state: 'detached' });
    await open();
    await settings.getByText(/% sent$/).waitFor();
    await settings.getByRole('button', { name: 'Cancel the import' }).click();
    await settings.getByText('Cancelled. The mail that had come by then is here').waitFor();
    // Without this the browser may let the request go through before it is aborted.
    await held.abort().catch(() => undefined);
    await page.unroute('**/import');
    await bring('one.eml', 'From: x@y.test\nSubject: One\n\nx\n');
    await settings.getByText('1 message is here now.').waitFor();
    assert.deepEqual(await dot.subjects('inbox'), ['One']);
    assert.deepEqual(dot.faults, []);
  },
);
