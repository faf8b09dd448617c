import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { lookFor, pagePeople, row, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// The page shows what there is, and an action does what it says and no more.

const DOMAIN = `reading-${process.pid}.test`;
const { person } = pagePeople(async () => await sharedFixture(), DOMAIN);
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const reader = (page: Page) => page.getByRole('main');

function encoded(words: string): string {
  return `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`;
}

/** Returns a message of a conversation. */
function reply(of: string, at: number, from: string): string {
  const before = at === 0 ? '' : `In-Reply-To: <${of}-${at - 1}@x.test>\nReferences: <${of}-0@x.test>\n`;
  const subject = at === 0 ? of : `Re: ${of}`;
  return `From: ${from}\nTo: x@y.test\nSubject: ${subject}\nMessage-ID: <${of}-${at}@x.test>\n${before}\nmessage ${at}\n`;
}

test('the mail chosen in the list is opened, even if its conversation has a newer one', needsBrowser, async () => {
  await using dee = await person('dee');
  const { page } = dee;
  await dee.put('sent', reply('Chosen', 0, dee.address), { $seen: true });
  await dee.put('inbox', reply('Chosen', 1, 'li@y.test'), { $seen: true });
  // Waits until the page knows that the two belong together.
  await row(page, 'Chosen').getByText('(2)').waitFor();
  await page.getByRole('button', { name: /^Sent/ }).click();
  await row(page, 'To: x@y.test').click();
  await reader(page)
    .getByRole('button', { expanded: false, name: /message/ })
    .waitFor({ state: 'detached' });
  for (const words of ['message 0', 'message 1']) await reader(page).getByText(words, { exact: true }).waitFor();
  await page.getByRole('button', { name: /^Inbox/ }).click();
  await row(page, 'Re: Chosen').click();
  await reader(page).getByRole('button', { expanded: false, name: 'You message 0' }).waitFor();
});

test('a long conversation shows its newest mail, and the left-out ones on request', needsBrowser, async () => {
  await using eli = await person('eli');
  const { page } = eli;
  for (let at = 0; at < 12; at++) await eli.put('inbox', reply('Thirty', at, 'li@y.test'), { $seen: true });
  // The count may be known before the row shows the newest message.
  const newest = row(page, 'message 11');
  await newest.getByText('(12)').waitFor();
  await newest.click();
  await reader(page).getByText('message 11', { exact: true }).waitFor();
  const folded = reader(page).getByRole('button', { expanded: false, name: /message \d/ });
  await eventually('the first and the last before it', async () => (await folded.count()) === 2);
  await reader(page).getByRole('button', { name: '9 messages in between' }).press('Enter');
  await folded.nth(10).waitFor();
  await page.locator('main :focus', { hasText: 'message 1' }).waitFor();
  assert.deepEqual(eli.faults, []);
});

test('moving a conversation moves all of it except sent mails and drafts', needsBrowser, async () => {
  await using ann = await person('ann');
  const { page } = ann;
  for (let at = 0; at < 14; at++) await ann.put('inbox', reply('Long', at, 'li@y.test'), { $seen: true });
  await ann.put('sent', reply('Long', 14, ann.address), { $seen: true });
  await ann.put('drafts', reply('Long', 15, ann.address), { $seen: true, $draft: true });
  await page.reload();
  const long = row(page, 'Long');
  await long.hover();
  await long.getByRole('button', { name: 'Archive' }).click();
  await page.getByText('Archived').first().waitFor();
  const counts = async () =>
    Promise.all(['inbox', 'archive', 'junk', 'sent', 'drafts'].map(async (role) => (await ann.subjects(role)).length));
  assert.deepEqual(await counts(), [0, 14, 0, 1, 1]);
  await lookFor(page, 'Long');
  await page.getByText('1 conversation').waitFor();
  await long.click();
  await reader(page).getByRole('button', { name: 'Junk', exact: true }).click();
  await page.getByText('Moved to Junk').first().waitFor();
  assert.deepEqual(await counts(), [0, 0, 14, 1, 1]);
  // z undoes the last action and leaves the view as it is.
  await page.getByRole('button', { name: /^Drafts/ }).click();
  await row(page, 'Long').waitFor();
  await page.keyboard.press('z');
  await eventually('it is back', async () => ((await counts())[1] === 14 ? true : undefined));
  await page.getByRole('heading', { name: 'Drafts' }).waitFor();
  assert.deepEqual(ann.faults, []);
});

test(
  'inline images and attachments are shown, and no mail can fake its sender or its attachments',
  needsBrowser,
  async () => {
    await using cid = await person('cid');
    const { page } = cid;
    const head = (subject: string, from = 'x@y.test') =>
      `From: ${from}\nTo: ${cid.address}\nSubject: ${subject}\nMIME-Version: 1.0\n`;
    const mixed = 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee it:\n--b\n';
    await cid.put(
      'inbox',
      `${head('Photo')}${mixed}Content-Type: image/png; name=photo.png\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\n${PIXEL}\n--b\nContent-Type: text/plain\n\nBye\n--b--\n`,
    );
    await cid.put(
      'inbox',
      `${head('Contract')}${mixed}Content-Type: application/pdf; name=contract.pdf\nContent-Disposition: inline\nContent-ID: <c@x>\n\n%PDF\n--b--\n`,
    );
    const name = `filename*=utf-8''${encodeURIComponent('invoice-\u202Efdp.exe')}`;
    await cid.put(
      'inbox',
      `${head(encoded('Turned \u202Edniheb'), `${encoded('Ann\u202E')} <${cid.address}>`)}${mixed}Content-Type: application/octet-stream\nContent-Disposition: attachment; ${name}\n\nx\n--b--\n`,
    );
    await page.reload();
    await row(page, 'Photo').click();
    const photo = reader(page).getByRole('img', { name: 'Picture photo.png' });
    await photo.waitFor();
    await eventually('the picture', () =>
      photo.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth || undefined),
    );
    await row(page, 'Contract').click();
    await reader(page).getByRole('link', { name: 'Download contract.pdf' }).waitFor();
    await row(page, 'Turned').click();
    const file = reader(page).getByRole('link', { name: 'Download invoice-fdp.exe' });
    await file.waitFor();
    assert.equal(await file.getAttribute('download'), 'invoice-fdp.exe');
    assert.doesNotMatch((await page.locator('body').textContent()) ?? '', /[\u202A-\u202E\u2066-\u2069]/);
    // The mail came from outside: the reader's address in From proves nothing.
    assert.match((await reader(page).locator('article').textContent()) ?? '', new RegExp(`Ann.*${cid.address}`));
    assert.equal(await reader(page).getByText('You', { exact: true }).count(), 0);
  },
);

test('tables, colours and text directions of a mail are shown as its sender set them', needsBrowser, async () => {
  await using fay = await person('fay');
  const { page } = fay;
  const html = [
    '<table width="400" cellpadding="8"><tr><td colspan="2" bgcolor="#00ff00" align="center">Wide</td></tr>',
    '<tr><td>one</td><td>two</td></tr></table><p dir="rtl">من اليمين</p><img src="https://far.test/a.png" width="90" height="40" alt="Bench">',
  ];
  await fay.put(
    'inbox',
    `From: x@y.test\nSubject: Table\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n${html.join('')}\n`,
  );
  await row(page, 'Table').click();
  const frame = reader(page).frameLocator('iframe');
  const wide = frame.getByText('Wide');
  await wide.waitFor();
  for (const [name, value] of Object.entries({ colspan: '2', bgcolor: '#00ff00', align: 'center' }))
    assert.equal(await wide.getAttribute(name), value);
  assert.equal(await frame.locator('table').getAttribute('cellpadding'), '8');
  assert.equal((await frame.locator('table').boundingBox())?.width, 400);
  assert.equal(await frame.getByText('من اليمين').getAttribute('dir'), 'rtl');
  assert.equal((await frame.getByRole('img', { name: 'Bench' }).boundingBox())?.height, 40, 'its place is kept');
  assert.deepEqual(fay.faults, []);
});

test('a mail whose height depends on its window gets a stable height', needsBrowser, async () => {
  await using dan = await person('dan');
  const { page } = dan;
  const html =
    '<style>html,body{height:110%}div,p{min-height:101%}</style><div style="min-height:100vh">x</div><p>end</p>';
  await dan.put(
    'inbox',
    `From: x@y.test\nTo: d@y.test\nSubject: Tall\nMIME-Version: 1.0\nContent-Type: text/html\n\n${html}\n`,
  );
  await page.reload();
  // A frame whose connection broke is loaded again.
  let breaks = 1;
  await page.route('**/frame.html', (route) => (breaks-- > 0 ? route.abort() : route.continue()));
  await row(page, 'Tall').click();
  await page.frameLocator('main iframe').getByText('end').waitFor();
  const height = () =>
    page.locator('main iframe').evaluate((frame) => (frame as unknown as { offsetHeight: number }).offsetHeight);
  // If one height led to the next, it would show within these frames.
  for (let frame = 0; frame < 30; frame++) await page.evaluate('new Promise(requestAnimationFrame)');
  assert.ok((await height()) < 1_200, `${await height()} px`);
});

test('changes in the list appear in the open message, and the arrow keys move the focus', needsBrowser, async () => {
  await using eve = await person('eve');
  const { page } = eve;
  for (const at of [1, 2, 3])
    await eve.put('inbox', `From: x@y.test\nTo: e@y.test\nSubject: Mail ${at}\n\nx\n`, { $seen: true });
  await page.reload();
  await row(page, 'Mail 3').click();
  const star = reader(page).getByRole('button', { name: 'Star', exact: true });
  await star.click();
  const unstar = reader(page).getByRole('button', { name: 'Remove star' });
  await unstar.waitFor();
  await unstar.click();
  await star.waitFor();
  await row(page, 'Mail 3').focus();
  // Twice within a frame, as by a key that is held down.
  await page.evaluate(
    `for (const _ of [1, 2]) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }))`,
  );
  await reader(page).getByRole('heading', { name: 'Mail 1' }).waitFor();
  await eventually('the focus is there', async () => {
    const text = await page.evaluate('document.activeElement.innerText');
    return String(text).includes('Mail 1') || undefined;
  });
  // A menu is fully visible wherever its button is, and the arrow keys move through it.
  await reader(page).getByRole('button', { name: 'Move', exact: true }).press('ArrowDown');
  await page.getByRole('menu').waitFor();
  const isWhole = `[...document.querySelectorAll('[role=menuitem]')].every((item) => {
    const { x, y, width, height } = item.getBoundingClientRect();
    return item.contains(document.elementFromPoint(x + 2, y + height / 2)) && item.contains(document.elementFromPoint(x + width - 2, y + height / 2));
  })`;
  assert.equal(await page.evaluate(isWhole), true);
  await page.keyboard.press('End');
  await page.locator('[role=menuitem]:last-child:focus').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[title="Move (v)"]:focus').waitFor();
  // A message is put away from its row, whose menu opens nothing else.
  await row(page, 'Mail 3').hover();
  await row(page, 'Mail 3').getByRole('button', { name: 'Snooze' }).click();
  await page.getByRole('menuitem', { name: /^Tomorrow/ }).click();
  await row(page, 'Mail 3').waitFor({ state: 'detached' });
  await reader(page).getByRole('heading', { name: 'Mail 1' }).waitFor();
});

test('the width of the list is changed by keys and by dragging, and is kept on the device', needsBrowser, async () => {
  await using ida = await person('ida', { viewport: { width: 1440, height: 800 } });
  const { page } = ida;
  const isWide = (wanted: number) =>
    eventually(`${wanted} wide`, async () => {
      const { width = 0 } = (await page.locator('#list').boundingBox()) ?? {};
      return Math.abs(width - wanted) <= 2 || undefined;
    });
  await isWide(400);
  const edge = page.getByRole('separator', { name: 'Width of the list' });
  await edge.press('ArrowRight');
  await isWide(420);
  assert.equal(await edge.getAttribute('aria-valuenow'), '420');
  await edge.press('End');
  await isWide(560);
  const { x = 0, y = 0, height = 0 } = (await edge.boundingBox()) ?? {};
  await page.mouse.move(x + 4, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x - 76, y + height / 2);
  await page.mouse.up();
  await isWide(480);
  await page.mouse.move(600, y + height / 2);
  await page.reload();
  await isWide(480);
  assert.deepEqual(ida.faults, []);
});

test(
  'many tabs of a browser are notified of new mail, and reconnect after the event stream was refused',
  needsBrowser,
  async () => {
    await using fay = await person('fay');
    const { page, context } = fay;
    const tabs = [page];
    while (tabs.length < 8) {
      const tab = await context.newPage();
      // The new tab now has the event stream.
      const streams = tab.waitForRequest('**/jmap/events*');
      await tab.goto(page.url());
      await tab.waitForSelector('#list');
      await streams;
      tabs.push(tab);
    }
    let asked = 0;
    const again = Promise.withResolvers<void>();
    await context.route('**/jmap/events*', (route) => {
      asked++;
      if (asked < 3) return route.fulfill({ status: 502, body: 'bad gateway' });
      again.resolve();
      return route.continue();
    });
    // The tab with the stream closes, and another one opens it again.
    await tabs.pop()?.close();
    await again.promise;
    await fay.put('inbox', `From: x@y.test\nTo: f@y.test\nSubject: News\n\nx\n`);
    for (const tab of tabs) {
      await tab.bringToFront();
      await row(tab, 'News').waitFor();
    }
  },
);

test('a mail that fails to load says so, however it was opened, and loads on a retry', needsBrowser, async () => {
  await using hal = await person('hal');
  const { page } = hal;
  for (const at of [1, 2, 3, 4])
    await hal.put('inbox', `From: x@y.test\nTo: h@y.test\nSubject: Mail ${at}\n\ntext ${at}\n`);
  await page.reload();
  await row(page, 'Mail 1').waitFor();
  await page.route('**/jmap/api', (route) => route.abort('connectionrefused'));
  const failed = reader(page).getByText(/This message is not stored on this device|The message could not be read/);
  await row(page, 'Mail 4').click();
  await failed.waitFor();
  await page.keyboard.press('j');
  await reader(page).getByRole('heading', { name: 'Mail 3' }).waitFor();
  await failed.waitFor();
  await row(page, 'Mail 2').focus();
  await page.keyboard.press('Enter');
  await reader(page).getByRole('heading', { name: 'Mail 2' }).waitFor();
  await failed.waitFor();
  const again = reader(page).getByRole('button', { name: 'Try again' });
  await again.click();
  // Waits until the attempt has failed again.
  await reader(page)
    .locator('[aria-busy=false]', { has: page.getByRole('button', { name: 'Try again' }) })
    .waitFor();
  await failed.waitFor();
  // From now on requests are answered after the button was pressed.
  const pressed = Promise.withResolvers<void>();
  await page.route('**/jmap/api', (route) => pressed.promise.then(() => route.continue()));
  await again.click();
  pressed.resolve();
  await reader(page).getByText('text 2').waitFor();
  assert.equal(await failed.count(), 0);
  // The console reports the failed requests, but no unhandled rejection.
  assert.deepEqual(
    hal.faults.filter((fault) => !fault.includes('Failed to load resource')),
    [],
  );
});

test('touch can select rows, and menus fit the screen', needsBrowser, async () => {
  await using gil = await person('gil', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const { page } = gil;
  for (const at of [1, 2, 3]) await gil.put('inbox', `From: x@y.test\nTo: g@y.test\nSubject: Mail ${at}\n\nx\n`);
  await page.reload();
  await page.getByRole('button', { name: 'Select', exact: true }).tap();
  await row(page, 'Mail 1').tap();
  await row(page, 'Mail 3').tap();
  await page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).tap();
  await page.getByText('2 archived').first().waitFor();
  assert.deepEqual(await gil.subjects('inbox'), ['Mail 2']);
  await row(page, 'Mail 2').tap();
  const star = await reader(page).getByRole('button', { name: 'Star', exact: true }).boundingBox();
  assert.ok(star && star.x + star.width <= 360, 'no tool is beyond the edge');
  await reader(page).getByRole('button', { name: 'Snooze', exact: true }).tap();
  await page.getByRole('menuitem', { name: /Tomorrow/ }).tap();
  await page
    .getByText(/Comes back/)
    .first()
    .waitFor();
});

test(
  "the browser's Back leads from a mail to its list and out of a folder, and closes overlays",
  needsBrowser,
  async () => {
    await using una = await person('una', { viewport: { width: 390, height: 800 }, timezoneId: 'Asia/Shanghai' });
    const { page } = una;
    const mail = (subject: string) =>
      `From: li@y.test\nTo: ${una.address}\nSubject: ${subject}\n\nWords of ${subject}\n`;
    await una.put('inbox', mail('First'), {}, new Date('2024-12-31T20:00:00Z'));
    await una.put('archive', mail('Second'));
    const list = page.getByRole('grid');
    const main = page.getByRole('main');
    await row(page, 'First').getByText('2025-01-01').waitFor();
    const before = await page.evaluate('history.length');
    for (let times = 0; times < 2; times++) {
      await row(page, 'First').click();
      await main.getByText('Words of First').waitFor();
      await main.getByRole('button', { name: 'Back' }).click();
      await list.waitFor();
    }
    assert.equal(
      await page.evaluate('history.length'),
      Number(before) + 1,
      'what is opened and closed piles up nothing',
    );
    await row(page, 'First').click();
    await main.getByText('Words of First').waitFor();
    await page.goBack();
    await list.waitFor();
    await page.goForward();
    await main.getByText('Words of First').waitFor();
    await main.getByRole('button', { name: 'Reply', exact: true }).click();
    await writing(page).waitFor();
    await page.goBack();
    await writing(page).waitFor({ state: 'detached' });
    await main.getByText('Words of First').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Folders' }).first().click();
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Archive/ })
      .waitFor();
    await page.goBack();
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Archive/ })
      .waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Folders' }).first().click();
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Archive/ })
      .click();
    await row(page, 'Second').click();
    await main.getByText('Words of Second').waitFor();
    await page.goBack();
    await row(page, 'Second').waitFor();
    await page.goBack();
    await row(page, 'First').waitFor();
    assert.equal(await row(page, 'Second').count(), 0);
    assert.deepEqual(una.faults, []);
  },
);

test('links within a mail scroll to their targets, and its header shows what it is about', needsBrowser, async () => {
  await using vic = await person('vic');
  const { page } = vic;
  const html = `<p><a href="#two">To part two</a></p>${'<p>between</p>'.repeat(100)}<h2 id="two">Part two</h2><p><a name="three" href="#t%6Fp">Up</a></p>`;
  const files =
    '--b\nContent-Type: application/ms-tnef; name="winmail.dat"\nContent-Disposition: attachment\n\nx\n--b--\n';
  await vic.put(
    'inbox',
    `From: li@y.test\nSubject: AW: Re: Parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n${html}\n${files}`,
  );
  await row(page, 'AW: Re: Parts').click();
  await reader(page).getByRole('heading', { name: 'Parts', exact: true }).waitFor();
  await reader(page).getByText('only Outlook opens it').waitFor();
  const mail = page.frameLocator('main iframe');
  const heading = mail.getByRole('heading', { name: 'Part two' });
  const isSeen = async (): Promise<true | undefined> => {
    const box = await heading.boundingBox();
    return (box !== null && box.y >= 0 && box.y < 900) || undefined;
  };
  assert.equal(await isSeen(), undefined);
  const before = page.url();
  await mail.getByRole('link', { name: 'To part two' }).click();
  await eventually('the place is in sight', isSeen);
  assert.equal(page.url(), before);
  assert.equal(await page.evaluate('document.querySelector("main iframe").contentWindow.location.hash'), '');
  assert.deepEqual(vic.faults, []);
});
