import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { sharedHouse } from '../../support/shared-house.ts';

const DOMAIN = `files-${process.pid}.test`;
const { person } = pagePeople(async () => await sharedHouse(), DOMAIN);
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function file(type: string, name: string, content: string, encoding = '8bit'): string {
  const head = `Content-Type: ${type}; name="${name}"\nContent-Disposition: attachment; filename="${name}"`;
  return `--b\n${head}\nContent-Transfer-Encoding: ${encoding}\n\n${content}\n`;
}

test(
  'files are looked at one after the other, a mail in a file as harmless as any, and come down as one',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    const inner =
      'From: Li <li@y.test>\nSubject: Inner mail\nContent-Type: text/html\n\n<p>inside<img src="https://far.test/x.png"><script>document.title=1</script>\n';
    const event =
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lunch\nDTSTART:20261130T113000Z\nLOCATION:Canteen\nEND:VEVENT\nEND:VCALENDAR';
    const parts = [
      '--b\nContent-Type: text/plain\n\nSee these\n',
      file('image/png', 'dot.png', PIXEL, 'base64'),
      file('text/plain; charset=utf-8', 'notes.txt', 'Zeilen: äöü <b>no</b>'),
      file('message/rfc822', 'inner.eml', inner),
      file('text/calendar; charset=utf-8', 'lunch.ics', event),
      file('application/zip', 'other.zip', 'PK'),
    ];
    await ann.put(
      'inbox',
      `From: x@y.test\nSubject: Files\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n${parts.join('')}--b--\n`,
    );
    await row(page, 'Files').click();
    const main = page.getByRole('main');
    await main.getByRole('button', { name: 'Look at dot.png' }).click();
    const dialog = page.locator('dialog');
    const width = (image: unknown) => (image as { decode(): Promise<void>; naturalWidth: number }).decode();
    await dialog.locator('img').evaluate(width);
    await page.keyboard.press('ArrowRight');
    await dialog.getByText('Zeilen: äöü <b>no</b>').waitFor();
    await page.keyboard.press('ArrowRight');
    await dialog.getByRole('heading', { name: 'Inner mail' }).waitFor();
    await dialog.frameLocator('iframe').getByText('inside').waitFor();
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByText('Canteen').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const coming = page.waitForEvent('download');
    await main.getByRole('button', { name: 'Download all as one file' }).click();
    const download = await coming;
    assert.equal(download.suggestedFilename(), 'Files.zip');
    const packed = (await readFile(await download.path())).toString('latin1');
    for (const name of ['dot.png', 'notes.txt', 'inner.eml', 'lunch.ics', 'other.zip'])
      assert.ok(packed.includes(name), name);
    assert.deepEqual(ann.faults, []);
  },
);
