import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { pdfOf } from '../../support/pdf.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const DOMAIN = `files-${process.pid}.test`;
const { person } = pagePeople(async () => await sharedFixture(), DOMAIN);
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function file(type: string, name: string, content: string, encoding = '8bit'): string {
  const head = `Content-Type: ${type}; name="${name}"\nContent-Disposition: attachment; filename="${name}"`;
  return `--b\n${head}\nContent-Transfer-Encoding: ${encoding}\n\n${content}\n`;
}

test(
  'attachments can be viewed in turn, an attached mail is shown safely, and all can be downloaded as one file',
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

test(
  'a PDF is shown page by page in place, its text can be selected, and a hostile PDF does nothing',
  needsBrowser,
  async () => {
    await using bob = await person('bob');
    const { page } = bob;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const script = '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\);app.launchURL\\("https://evil.test/"\\)) >>';
    const uri = '/AA << /WC << /S /URI /URI (https://evil.test/) >> >>';
    const pdf = (name: string, octets: Buffer): string =>
      file('application/pdf', name, octets.toString('base64').replace(/.{76}/g, '$&\n'), 'base64');
    const parts = [
      '--b\nContent-Type: text/plain\n\nSee these\n',
      pdf(
        'report.pdf',
        pdfOf(
          Array.from({ length: 30 }, (_, at) => `Words of page ${at + 1}`),
          script + uri,
        ),
      ),
      pdf('wall.pdf', pdfOf(['Wall'], '', '0 0 14400 1440000')),
      pdf('broken.pdf', Buffer.from('%PDF-1.4\nnothing of the kind\n')),
    ];
    await bob.put(
      'inbox',
      `From: x@y.test\nSubject: PDFs\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n${parts.join('')}--b--\n`,
    );
    await row(page, 'PDFs').click();
    const main = page.getByRole('main');
    await main.getByRole('button', { name: 'Look at report.pdf' }).waitFor();
    assert.deepEqual(
      asked.filter((path) => /pdf.*js$/i.test(path)),
      [],
      'what reads PDFs comes when one is opened',
    );
    // The first request for the worker fails.
    let tries = 0;
    await page.route(/pdf\.worker/, (route) => (++tries === 1 ? route.abort() : route.continue()));
    await main.getByRole('button', { name: 'Look at report.pdf' }).click();
    const dialog = page.locator('dialog');
    const first = dialog.getByRole('region', { name: 'Page 1', exact: true });
    await first.getByText('Words of page 1').waitFor();
    assert.equal(tries, 2);
    const darkPixels = (canvas: unknown): number => {
      const { width, height, getContext } = canvas as { width: number; height: number; getContext(of: '2d'): unknown };
      const context = getContext.call(canvas, '2d') as {
        getImageData(...of: number[]): { data: Uint8ClampedArray };
      };
      const { data } = context.getImageData(0, 0, width, height);
      return data.filter((value, at) => at % 4 === 0 && value < 64).length;
    };
    await eventually(
      'it is drawn',
      async () => (await first.locator('canvas').evaluate(darkPixels)) > 1_000 || undefined,
    );
    const last = dialog.getByRole('region', { name: 'Page 30' });
    assert.equal(await last.getByText('Words of page 30').count(), 0, 'pages far away are not drawn');
    await last.scrollIntoViewIfNeeded();
    await last.getByText('Words of page 30').selectText();
    assert.equal(await page.evaluate('getSelection().toString()'), 'Words of page 30');
    await first.getByText('Words of page 1').waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowRight');
    await dialog.getByText('Wall', { exact: true }).waitFor();
    await page.keyboard.press('ArrowRight');
    await dialog.getByText('The file could not be read.').waitFor();
    assert.equal(page.context().pages().length, 1);
    assert.deepEqual(bob.faults, []);
  },
);
