import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { colouredPixels } from '../../support/coloured-pixels.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// Mail without a sender, recipients, text or file names is told in words, and a row stays readable below the pointer.

const { person } = pagePeople(async () => await sharedFixture(), `odd-${process.pid}.test`);

interface Box {
  readonly top: number;
  readonly bottom: number;
}

/** Returns where something that is drawn begins and ends. */
const boxOf = (what: Locator): Promise<Box> =>
  what.evaluate((element) => {
    const { top, bottom } = (element as unknown as { getBoundingClientRect(): Box }).getBoundingClientRect();
    return { top, bottom };
  });

const fillOf = (icon: Locator): Promise<string> =>
  icon.evaluate((element) => {
    const { getComputedStyle } = globalThis as unknown as { getComputedStyle(of: unknown): { fill: string } };
    return getComputedStyle(element).fill;
  });

test(
  'mail without sender, recipients or text says so, and a file without a name is called what it is',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    const main = page.getByRole('main');
    await ann.put('inbox', 'Subject: Bare\n\n');
    const part = 'Content-Type: message/rfc822\n\nSubject: inner\n\nx';
    await ann.put(
      'inbox',
      `From: x@y.test\nReply-To: nobody <>\nSubject: Wrapped\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n${part}\n--b--\n`,
    );
    await row(page, 'Wrapped').waitFor();
    await row(page, 'Bare').filter({ hasText: '(no sender)' }).click();
    await main.getByText('This message has no text.').waitFor();
    await main.getByText('to recipients who are not named').waitFor();
    await main.getByText('(no sender)').waitFor();
    await row(page, 'Wrapped').click();
    await main.getByRole('button', { name: 'Look at Message.eml' }).waitFor();
    await main.getByText('You have not exchanged mail with this address before.').waitFor();
    assert.equal(await main.getByText('A reply would go to').count(), 0);
    assert.deepEqual(ann.faults, []);
  },
);

test('the buttons of a row leave its subject readable, and show what is starred', needsBrowser, async () => {
  await using ben = await person('ben');
  const { page } = ben;
  await ben.put('inbox', 'From: x@y.test\nSubject: Under the pointer\n\nx\n', { $flagged: true });
  const line = row(page, 'Under the pointer');
  await line.hover();
  const star = line.getByRole('button', { name: 'Remove star' });
  await star.waitFor();
  const icon = await boxOf(star.locator('svg'));
  const subject = await boxOf(line.locator('[dir=auto]'));
  assert.ok(icon.bottom <= subject.top, `${icon.bottom} ${subject.top}`);
  assert.notEqual(await fillOf(star.locator('svg')), 'none');
  assert.equal(await fillOf(line.getByRole('button', { name: 'Archive' }).locator('svg')), 'none');
  assert.deepEqual(ben.faults, []);
});

test('a very long subject, many recipients and a broken picture leave a mail readable', needsBrowser, async () => {
  await using cara = await person('cara');
  const { page } = cara;
  const main = page.getByRole('main');
  const subject = 'A'.repeat(3_000);
  const to = Array.from({ length: 18 }, (_, n) => `Recipient Number ${n} <r${n}@x.test>`).join(',\n ');
  await cara.put('inbox', `From: x@y.test\nTo: ${to}\nSubject: ${subject}\n\nBelow it.\n`);
  const related = [
    'Content-Type: text/html\n\n<p>Above</p><img src="cid:a" alt="our house" width="300" height="200"><p>Beneath</p>',
    'Content-Type: image/png\nContent-ID: <a>\nContent-Disposition: inline\n\nnot a picture',
  ].join('\n--b\n');
  await cara.put(
    'inbox',
    `From: x@y.test\nSubject: Broken\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n${related}\n--b--\n`,
  );

  await row(page, 'AAAA').click();
  await main.getByText('Below it.').waitFor();
  await main.getByText('to Recipient Number 0, Recipient Number 1').waitFor();
  await main.getByText('and 14 more').click();
  await main.getByText('<r17@x.test>').waitFor();
  const heading = main.getByRole('heading', { level: 1 });
  const folded = await boxOf(heading);
  assert.ok(folded.bottom - folded.top < 120, `${folded.bottom - folded.top} pixels`);
  await main.getByRole('button', { name: 'Show the whole subject' }).click();
  const whole = await boxOf(heading);
  assert.ok(whole.bottom - whole.top > 500);
  await main.getByRole('button', { name: 'Show less' }).waitFor();

  await row(page, 'Broken').click();
  const frame = page.frameLocator('iframe');
  await frame.getByText('Beneath').waitFor();
  const broken = frame.locator('img:not([src])[alt="our house"]');
  await broken.waitFor();
  assert.equal(await colouredPixels(broken), 0, 'the browser shows no sign of a broken file');
  assert.deepEqual(cara.faults, []);
});

test('pictures that are not loaded are calm boxes of their size', needsBrowser, async () => {
  await using fay = await person('fay');
  const { page } = fay;
  const frame = page.frameLocator('iframe');
  const html =
    '<img src="https://far.test/a.png" alt="Bench" width="90" height="40"><br><img src="https://far.test/b.png" width="70" height="50">';
  await fay.put('inbox', `From: x@y.test\nSubject: Outside\nMIME-Version: 1.0\nContent-Type: text/html\n\n${html}\n`);
  await row(page, 'Outside').click();
  for (const [at, width, height] of [
    [0, 90, 40],
    [1, 70, 50],
  ] as const) {
    const box = frame.locator('img').nth(at);
    assert.equal(await colouredPixels(box), 0);
    const drawn = await box.boundingBox();
    assert.deepEqual([drawn?.width, drawn?.height], [width, height]);
  }
  assert.deepEqual(fay.faults, []);
});

test('a long subject in wide letters is folded too, and a short one is whole, on a phone', needsBrowser, async () => {
  await using gil = await person('gil', { viewport: { width: 390, height: 844 } });
  const { page } = gil;
  const main = page.getByRole('main');
  const fold = main.getByRole('button', { name: 'Show the whole subject' });
  const fields = 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n';
  await gil.put('inbox', `From: x@y.test\nSubject: ${'会议安排'.repeat(30)}\n${fields}\nLong.\n`);
  await gil.put('inbox', `From: x@y.test\nSubject: ${'A few plain words '.repeat(5)}\n${fields}\nShort.\n`);
  await row(page, '会议安排').click();
  await fold.waitFor();
  const folded = await boxOf(main.getByRole('heading', { level: 1 }));
  assert.ok(folded.bottom - folded.top < 120, `${folded.bottom - folded.top} pixels`);
  await fold.press('Enter');
  await main.getByRole('button', { name: 'Show less' }).press('Enter');
  await fold.waitFor();
  await page.goBack();
  await row(page, 'A few plain words').click();
  await main.getByText('Short.').waitFor();
  assert.equal(await fold.count(), 0);
  assert.deepEqual(gil.faults, []);
});

test('names written from right to left keep their places among others', needsBrowser, async () => {
  await using hal = await person('hal');
  const { page } = hal;
  const main = page.getByRole('main');
  const fields = 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n';
  const to = 'דן <dan@y.test>, רון <ron@y.test>, Ann <ann@y.test>';
  await hal.put(
    'inbox',
    `From: "\u202Egro.knab\u202C" <x@y.test>\nTo: ${to}\nSubject: In order\nResent-From: "\u202Egro.knab" <r@y.test>\n${fields}\nx\n`,
  );
  await row(page, 'In order').click();
  await main.getByText('to \u2068\u2068דן\u2069, \u2068רון\u2069, Ann\u2069').click();
  await main.getByText('\u2068דן <dan@y.test>\u2069, \u2068רון <ron@y.test>\u2069, Ann <ann@y.test>').waitFor();
  await main.getByText('Passed on by gro.knab <r@y.test>').waitFor();
  assert.doesNotMatch((await page.locator('body').textContent()) ?? '', /[\u202D\u202E]/);
  assert.deepEqual(hal.faults, []);
});

test(
  'the name of a file cannot lie about its ending, and a long one leaves the preview usable',
  needsBrowser,
  async () => {
    await using ida = await person('ida', { viewport: { width: 390, height: 844 } });
    const { page } = ida;
    const file = (name: string) =>
      `Content-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename*=utf-8''${name}\n\nIn the file: \u202Etset.knab\n`;
    const parts = [
      'Content-Type: text/plain\n\nSee below.\n',
      file('invoice-%E2%80%AEfdp.exe'),
      file(`${'N'.repeat(300)}.txt`),
    ];
    await ida.put(
      'inbox',
      `From: x@y.test\nSubject: Files\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n${parts.join('--b\n')}--b--\n`,
    );
    await row(page, 'Files').click();
    const download = page.getByRole('link', { name: 'Download invoice-fdp.exe' });
    assert.equal(await download.getAttribute('download'), 'invoice-fdp.exe');
    assert.doesNotMatch(decodeURIComponent((await download.getAttribute('href')) ?? ''), /\u202e/);
    await page.getByRole('button', { name: 'Look at NNN' }).click();
    await page.getByText('In the file: tset.knab').waitFor();
    const dialog = page.getByRole('dialog');
    assert.doesNotMatch((await dialog.textContent()) ?? '', /\u202e/);
    const close = await dialog.getByRole('button', { name: 'Close' }).boundingBox();
    assert.ok(close && close.x + close.width <= 390, `${close?.x}`);
    assert.deepEqual(ida.faults, []);
  },
);

test('text that is forced to read backwards reads as it was written', needsBrowser, async () => {
  await using dan = await person('dan');
  const { page } = dan;
  const main = page.getByRole('main');
  const fields = 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n';
  await dan.put(
    'inbox',
    `From: x@y.test\nSubject: Backwards\n${fields}\nPay at \u202Etset.knab\u202C now\n> \u202Dquoted\n`,
  );
  await row(page, 'Backwards').click();
  await main.getByText('Pay at tset.knab').waitFor();
  assert.doesNotMatch((await main.textContent()) ?? '', /[\u202D\u202E]/);
  assert.deepEqual(dan.faults, []);
});
