import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { bodyOf } from '../../support/composer.ts';
import { lookFor, pagePeople, row, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// What comes from other programs, from folders and from input methods is taken as it was meant.

const DOMAIN = `elsewhere-${process.pid}.test`;
const { person } = pagePeople(async () => await sharedFixture(), DOMAIN);

/** Pastes HTML into the field that has the focus. */
async function paste(page: Page, html: string): Promise<void> {
  await page.evaluate(`
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', ${JSON.stringify(html)});
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  `);
}

/** An item of a list, as Word copies it. */
const item = (list: number, level: number, sign: string, words: string): string =>
  `<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l${list} level${level} lfo1'><![if !supportLists]>` +
  `<span style='mso-list:Ignore'>${sign}<span>&nbsp;&nbsp; </span></span><![endif]>${words}<o:p></o:p></p>\n`;

/** Returns the HTML of the text being written, without what only the editor needs. */
const written = async (page: Page): Promise<string> =>
  (await bodyOf(page).innerHTML()).replace(/<(?:br|img) class="ProseMirror[^>]*>/g, '');

test('lists of Word, text of Google Docs and tables of Excel keep their structure', needsBrowser, async () => {
  await using ann = await person('ann');
  const { page } = ann;
  await page.keyboard.press('c');
  await bodyOf(page).click();
  const words = [
    '<p class=MsoNormal>Before</p>',
    ...[item(0, 1, '·', 'point'), item(0, 2, 'o', 'inner'), item(0, 1, '·', 'next')],
    ...[item(1, 1, '1.', 'one'), item(1, 1, '2.', 'two'), '<p class=MsoNormal>Between</p>', item(2, 1, 'a)', 'letter')],
  ];
  await paste(page, `<html xmlns:w="urn:schemas-microsoft-com:office:word"><body>${words.join('')}</body></html>`);
  const li = (text: string, more = '') => `<li><div>${text}</div>${more}</li>`;
  assert.equal(
    await written(page),
    `<div>Before</div><ul>${li('point', `<ul>${li('inner')}</ul>`)}${li('next')}</ul><ol>${li('one')}${li('two')}</ol>` +
      `<div>Between</div><ol>${li('letter')}</ol>`,
  );
  await page.keyboard.press('ControlOrMeta+a');
  const span = (style: string, text: string) => `<span style="${style}">${text}</span>`;
  const line = span('text-decoration:underline', 'under') + span('text-decoration:line-through', 'gone');
  await paste(page, `<h1 dir="ltr">${span('font-weight:400', 'Head')}</h1><p dir="ltr">${line}</p>`);
  assert.equal(await written(page), '<div><strong>Head</strong></div><div><u>under</u><s>gone</s></div>');
  // Writing continues below a table, also when it was the last thing.
  await page.keyboard.press('ControlOrMeta+a');
  await paste(page, '<table><tr><td>a<td>b<tr><td>1<td>2</table>');
  await page.keyboard.type('below');
  assert.match(await written(page), /<td><div>2<\/div><\/td><\/tr><\/tbody><\/table><div>below<\/div>$/);
  assert.deepEqual(ann.faults, []);
});

test('a dropped folder is attached as the files that are in it', needsBrowser, async () => {
  await using ben = await person('ben');
  const { page } = ben;
  const folder = await mkdtemp(join(tmpdir(), 'dropped-'));
  try {
    await mkdir(join(folder, 'inner'));
    await writeFile(join(folder, 'plan.txt'), 'plan');
    await writeFile(join(folder, '.hidden'), 'hidden');
    await writeFile(join(folder, 'inner', 'map.txt'), 'map');
    await page.keyboard.press('c');
    await bodyOf(page).waitFor();
    const place = await writing(page).locator('footer').boundingBox();
    assert.ok(place);
    const session = await page.context().newCDPSession(page);
    const [x, y] = [place.x + place.width / 2, place.y + 4];
    const data = { items: [], files: [folder], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x, y, data });
    for (const name of ['plan.txt', 'map.txt'])
      await writing(page)
        .getByRole('button', { name: `Remove ${name}` })
        .waitFor();
    assert.equal(
      await writing(page)
        .getByRole('button', { name: /^Remove / })
        .count(),
      2,
    );
    assert.deepEqual(ben.faults, []);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a search waits until the input method has made its character', needsBrowser, async () => {
  await using lin = await person('lin');
  const { page } = lin;
  await lin.put('inbox', 'From: x@y.test\nSubject: =?utf-8?B?5Lit5paH?=\n\nx\n');
  await row(page, '中文').waitFor();
  const asked: string[] = [];
  page.on('request', (request) => {
    const [, words] = /"filter":.*"(zhong|中)"/.exec(request.postData() ?? '') ?? [];
    if (words) asked.push(words);
  });
  await page.clock.install();
  const session = await page.context().newCDPSession(page);
  await lookFor(page, '');
  await session.send('Input.imeSetComposition', { text: 'zhong', selectionStart: 5, selectionEnd: 5 });
  await page.clock.runFor(1_000);
  await session.send('Input.insertText', { text: '中' });
  await page.getByRole('heading', { name: '1 conversation' }).waitFor();
  assert.deepEqual(asked, ['中']);
  assert.deepEqual(lin.faults, []);
});

test('Escape closes the suggestions, and not yet the window', needsBrowser, async () => {
  await using kim = await person('kim');
  const { page } = kim;
  await kim.put('inbox', 'From: Anna Berg <anna@y.test>\nSubject: Known\n\nx\n');
  await row(page, 'Known').waitFor();
  await page.keyboard.press('c');
  const to = writing(page).getByRole('combobox').first();
  await to.fill('ann');
  await page.getByRole('option', { name: 'Anna Berg' }).waitFor();
  await to.press('Escape');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  assert.equal(await to.inputValue(), 'ann');
  // They are back for other letters.
  await to.press('a');
  await page.getByRole('option', { name: 'Anna Berg' }).waitFor();
  await to.press('Escape');
  await to.press('Escape');
  await writing(page).waitFor({ state: 'detached' });
  assert.deepEqual(kim.faults, []);
});
