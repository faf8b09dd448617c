import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { openDraft, saved } from '../../support/composer.ts';
import { eventually } from '../../support/eventually.ts';
import { asked, letGo, lookFor, pagePeople, row, wordsOf, write } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// Stories of people who read and write their mail in the browser.

const { person, account, stranger, letter, behind } = pagePeople(
  async () => await sharedFixture(),
  'page.test',
  'whole',
);

test('signing in with a wrong password shows an error and nothing else', needsBrowser, async () => {
  await using visitor = await stranger();
  const { page } = visitor;
  await page.fill('input[name=login]', 'nobody@page.test');
  await page.fill('input[name=password]', 'wrong');
  await page.click('button[type=submit]');
  await page.getByText('The address or the password is wrong.').waitFor();
  assert.equal(await page.locator('[role=grid]').count(), 0);
  // A refusal without a check must not be called a wrong password.
  for (const [status, said] of [
    [429, 'Too many attempts. Try again in 15 minutes.'],
    [503, 'The server cannot do this right now. Try again in 15 minutes.'],
  ] as const) {
    const problem = { status, contentType: 'application/problem+json', json: { type: 'about:blank', status } };
    await page.route('**/session', (route) => route.fulfill({ ...problem, headers: { 'retry-after': '900' } }));
    await page.click('button[type=submit]');
    await page.getByText(said).waitFor();
    await page.unroute('**/session');
  }
});

test(
  'a mail arrives by push, is read and answered with an attachment, and the answer arrives',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    await page.getByText('New mail arrives by itself').waitFor();
    await letter('ben', 'ann', { subject: 'Lunch 午饭', text: `At one?\n\n${'We have time.\n'.repeat(40)}\nBen` });
    const isCalled = async (name: RegExp) => name.test(await page.title()) || undefined;
    await eventually('the window says that there is one', () => isCalled(/^\(1\) /));
    await row(page, 'Lunch 午饭').click();
    await page.getByText('At one?').last().waitFor();
    await eventually('until it is read', () => isCalled(/^[^(]/));
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    const window = page.getByRole('dialog');
    await window.getByRole('button', { name: 'Show quoted text' }).click();
    await window.frameLocator('iframe').getByText('At one?').first().waitFor();
    const heightOf = async (what: Locator): Promise<number> => (await what.boundingBox())?.height ?? 0;
    await eventually('the quoted text is there', async () => (await heightOf(window.locator('iframe'))) > 640);
    assert.ok((await heightOf(window.getByRole('toolbar'))) > 32, 'its tools stay whole beside a long text');
    await window.getByLabel('Text', { exact: true }).fill('Yes, see the picture.');
    await window
      .locator('footer input[type=file]')
      .setInputFiles({ name: '图片.png', mimeType: 'image/png', buffer: Buffer.from('PNG') });
    await window.getByText('3 bytes').waitFor();
    await page.keyboard.press('Control+Enter');
    await page
      .getByText(/Sending in \d+ s/)
      .first()
      .waitFor();
    const fixture = await behind();
    await letGo(ann, fixture);
    const { stage } = fixture;
    const [answer] = await stage.messages(await account('ben'), 1);
    assert.match(answer?.toString() ?? '', /^Subject: =\?UTF-8\?Q\?Re=3A_Lunch/m);
    assert.match(answer?.toString() ?? '', /^In-Reply-To: </m);
    assert.match(answer?.toString() ?? '', /multipart\/alternative/);
    assert.match(answer?.toString() ?? '', /Yes, see the picture\.[\s\S]*wrote:\r\n> At one\?/);
    assert.match(answer?.toString() ?? '', /image\/png/);
    await page.getByRole('button', { name: /^Sent/ }).click();
    await row(page, 'Re: Lunch').getByText('delivered', { exact: true }).waitFor();
    await row(page, 'Re: Lunch').click();
    await page.getByRole('main').getByText('delivered', { exact: true }).waitFor();
    await page
      .getByRole('region', { name: 'What became of it' })
      .getByText(/^in their mailbox \d\d:\d\d:\d\d$/)
      .waitFor();
    assert.deepEqual(ann.faults, []);
  },
);

test('a mail is recalled within the undo time and becomes a draft again', needsBrowser, async () => {
  await using cid = await person('cid');
  const { page } = cid;
  await write(page, 'ann@page.test', 'Too early', 'Not this.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page
    .getByText(/Sending in/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('It is a draft again').first().waitFor();
  assert.equal(await wordsOf(page.getByRole('dialog').getByLabel('Text', { exact: true })), 'Not this.');
  const { stage } = await behind();
  const { rows } = await stage.pool.query(
    "select state from deliveries where recipient = 'ann@page.test' and state <> 'delivered'",
  );
  assert.deepEqual(rows, [{ state: 'cancelled' }]);
});

test('typed text is kept when the composer and the tab are closed', needsBrowser, async () => {
  await using dan = await person('dan');
  const { page } = dan;
  await write(page, 'ann@page.test', 'Half a letter', 'Dear Ann,');
  await saved(page);
  await page.keyboard.press('Escape');
  await openDraft(page, 'Half a letter');
  const text = page.getByRole('dialog').getByLabel('Text', { exact: true });
  assert.equal((await wordsOf(text)).trim(), 'Dear Ann,');
  await text.fill('Dear Ann, and more');
  const kept = "JSON.stringify(localStorage).includes('and more')";
  await eventually('it is on this device', async () => (await page.evaluate(kept)) === true);
  // The tab is reloaded before anything could be saved.
  await page.reload();
  await page.waitForSelector('#list');
  assert.equal(await wordsOf(page.getByRole('dialog').getByLabel('Text', { exact: true })), 'Dear Ann, and more');
});

test('mail with a search word of two characters is found, archived, and restored by undo', needsBrowser, async () => {
  await using eve = await person('eve');
  const { page } = eve;
  await letter('ben', 'eve', { subject: '周五的会议', text: '改到下午三点' });
  await letter('ben', 'eve', { subject: 'Something else', text: 'x' });
  await row(page, 'Something else').waitFor();
  await lookFor(page, '下午');
  await page.getByText('1 conversation').waitFor();
  await row(page, '周五的会议').click();
  await page.getByText('改到下午三点').last().waitFor();
  await page.keyboard.press('e');
  await page.getByText('Archived').first().waitFor();
  await page.keyboard.press('z');
  await page.getByRole('button', { name: 'Clear search' }).click();
  await row(page, '周五的会议').waitFor();
  assert.deepEqual(eve.faults, []);
});

test(
  'a mail is shown as designed with its own images, and a click into it keeps keyboard shortcuts working',
  needsBrowser,
  async () => {
    await using ida = await person('ida');
    const { page } = ida;
    const pixel = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await letter('ben', 'ida', { subject: 'Another', text: 'x' });
    // Waits for this row, so that the next message is the newer one.
    await row(page, 'Another').waitFor();
    await letter('ben', 'ida', {
      subject: 'Looks',
      html: '<style>.a{color:rgb(1,2,3)}</style><p class=a style="font-weight:700">Bold</p><img src="cid:pic" width=9>',
      attachments: [{ filename: 'p.png', content: pixel, cid: 'pic' }],
    });
    await row(page, 'Looks').click();
    const frame = page.frameLocator('main iframe');
    const bold = frame.getByText('Bold');
    const style = (element: object) =>
      (globalThis as unknown as { getComputedStyle(of: object): Record<string, string> }).getComputedStyle(element);
    assert.equal(
      await bold.evaluate(style).then(({ fontWeight, color }) => `${fontWeight} ${color}`),
      '700 rgb(1, 2, 3)',
    );
    const width = (image: object) => (image as { naturalWidth: number }).naturalWidth || undefined;
    assert.equal(await eventually('the picture', () => frame.locator('img').evaluate(width)), 1);
    await bold.click();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'Another' }).waitFor();
    assert.deepEqual(ida.faults, []);
  },
);

test('a session ended elsewhere ends here with a message', needsBrowser, async () => {
  await using fay = await person('fay');
  await using other = await person('fay');
  await other.page.getByRole('button', { name: 'Settings' }).first().click();
  const end = other.page.getByRole('listitem').getByRole('button', { name: 'Sign out' });
  assert.match(await asked(other.page, true, () => end.click()), /has to sign in again/);
  await fay.page.getByText('Your session has ended').waitFor();
});

test('a phone shows one pane at a time, in Chinese for a Chinese user', needsBrowser, async () => {
  await using gus = await person('gus', {
    viewport: { width: 390, height: 844 },
    locale: 'zh-CN',
    isMobile: true,
    hasTouch: true,
  });
  const { page } = gus;
  await letter('ben', 'gus', { subject: 'Kurz', text: 'Hallo' });
  await row(page, 'Kurz').tap();
  await page.getByRole('main').getByText('Hallo').waitFor();
  await page.locator('[role=grid]').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: '返回' }).tap();
  await page.locator('[role=grid]').waitFor();
  const [width, inside] = (await page.evaluate('[innerWidth, document.documentElement.scrollWidth]')) as [
    number,
    number,
  ];
  assert.ok(inside <= width, 'nothing is wider than the phone');
});
