import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person } = pagePeople(async () => await sharedFixture(), `dark-${process.pid}.test`);

const mail = (subject: string, html: string) =>
  `From: x@y.test\nSubject: ${subject}\nMessage-ID: <${subject}@y.test>\nContent-Type: text/html; charset=utf-8\n\n${html}\n`;

/** Returns the colours of some words of the message. */
async function looksOf(page: Page, words: string): Promise<{ color: string; body: string; own: string }> {
  const element = page.frameLocator('main iframe').getByText(words, { exact: true });
  await page.locator('main iframe[data-paper]').waitFor();
  return element.evaluate((node) => {
    const view = (node as unknown as { ownerDocument: { defaultView: never; body: never } }).ownerDocument;
    const styleOf = (of: unknown) =>
      (
        view.defaultView as { getComputedStyle(of: unknown): { color: string; backgroundColor: string } }
      ).getComputedStyle(of);
    return { color: styleOf(node).color, own: styleOf(node).backgroundColor, body: styleOf(view.body).backgroundColor };
  });
}

test(
  'in dark mode a mail without a background is shown dark, and one with a background keeps its colours',
  needsBrowser,
  async () => {
    await using ann = await person('ann', { colorScheme: 'dark' });
    const { page } = ann;
    await ann.put('inbox', mail('None', '<p>plain words <a href="https://y.test">link</a></p>'));
    const outlook =
      '<html><head><style>p{color:windowtext}</style></head><body bgcolor="white"><p style="color:#1F1F1F;background:white">black words</p><p style="color:#1F497D">blue words</p><div style="color:#fff">unseen</div></body></html>';
    await ann.put('inbox', mail('Outlook', outlook));
    await ann.put(
      'inbox',
      mail('Shop', '<table bgcolor="#ffe0e0"><tr><td style="color:#222">shop words</td></tr></table>'),
    );
    await ann.put(
      'inbox',
      mail('Night', '<body style="background:#000;color:#eee"><p style="color:#eee">night words</p></body>'),
    );
    const dark = { body: 'rgb(26, 28, 31)', color: 'rgb(233, 233, 230)', own: 'rgba(0, 0, 0, 0)' };
    await ann.put(
      'inbox',
      mail('Coal', '<table bgcolor="#000000"><tr><td style="color:#eee">white on black</td></tr></table>'),
    );
    await row(page, 'Coal').click();
    await page.locator('main iframe[data-paper=light]').waitFor();
    assert.equal((await looksOf(page, 'white on black')).color, 'rgb(238, 238, 238)');
    await row(page, 'Night').waitFor();
    await row(page, 'None').click();
    assert.deepEqual(await looksOf(page, 'plain words link'), dark);
    assert.equal((await looksOf(page, 'link')).color, 'rgb(70, 200, 161)');
    // The circle beside a name is dark too.
    const ground = await page.evaluate(
      "getComputedStyle(document.querySelector('main header [data-colour]')).backgroundColor",
    );
    const parts =
      String(ground)
        .match(/[\d.]+/g)
        ?.map(Number) ?? [];
    assert.ok(parts.length >= 3 && parts.every((each) => each < 0.5), `dark: ${ground}`);
    const onWhite = page.getByRole('button', { name: 'Show it on white, as it was sent' });
    assert.equal(await onWhite.count(), 0, 'it has no colours that became others');

    await row(page, 'Outlook').click();
    await onWhite.waitFor();
    assert.deepEqual(await looksOf(page, 'black words'), dark);
    const [red = 0, green = 0, blue = 0] = (await looksOf(page, 'blue words')).color.match(/\d+/g)?.map(Number) ?? [];
    assert.ok(blue > red && blue > green && red > 100, `still blue, and light enough: ${red} ${green} ${blue}`);
    assert.equal((await looksOf(page, 'unseen')).color, dark.body, 'what was not to be seen is not seen');
    await onWhite.click();
    await page.locator('main iframe[data-paper=light]').waitFor();
    assert.deepEqual(await looksOf(page, 'black words'), {
      body: 'rgb(255, 255, 255)',
      color: 'rgb(31, 31, 31)',
      own: 'rgb(255, 255, 255)',
    });
    await page.getByRole('button', { name: 'Show it in dark colours' }).click();
    await page.locator('main iframe[data-paper=own]').waitFor();
    assert.deepEqual(await looksOf(page, 'black words'), dark);

    await row(page, 'Shop').click();
    await page.locator('main iframe[data-paper=light]').waitFor();
    assert.equal((await looksOf(page, 'shop words')).color, 'rgb(34, 34, 34)');
    await row(page, 'Night').click();
    await page.frameLocator('main iframe').getByText('night words').waitFor();
    await page.locator('main iframe[data-paper=light]').waitFor();
    const night = { body: 'rgb(0, 0, 0)', color: 'rgb(238, 238, 238)', own: 'rgba(0, 0, 0, 0)' };
    assert.deepEqual(await looksOf(page, 'night words'), night, 'its light words are on its dark background');
    // The colours are the same in the quote of a reply, and when the draft is opened again.
    const quoted = async () => {
      await writing(page).getByRole('button', { name: 'Show quoted text' }).click();
      const words = writing(page).frameLocator('iframe').getByText('night words');
      return words.evaluate((node) => {
        const view = (node as unknown as { ownerDocument: { defaultView: never } }).ownerDocument.defaultView as {
          getComputedStyle(of: unknown): { color: string; backgroundColor: string };
        };
        const ground = (node as unknown as { closest(selector: string): unknown }).closest('[style*=background]');
        return [view.getComputedStyle(node).color, ground && view.getComputedStyle(ground).backgroundColor];
      });
    };
    await page.keyboard.press('r');
    assert.deepEqual(await quoted(), ['rgb(238, 238, 238)', 'rgb(0, 0, 0)']);
    await writing(page).getByLabel('Text', { exact: true }).fill('Good night.');
    await page
      .getByText(/^Saved/)
      .first()
      .waitFor();
    await writing(page).press('Escape');
    await page.getByRole('button', { name: /^Drafts/ }).click();
    await row(page, 'Night').click();
    assert.deepEqual(await quoted(), ['rgb(238, 238, 238)', 'rgb(0, 0, 0)']);
    await writing(page).press('Escape');
    await page
      .getByRole('button', { name: /^Inbox/ })
      .first()
      .click();
    await row(page, 'Night').click();
    // The page changes to light while a message is open.
    await row(page, 'None').click();
    await page.locator('main iframe[data-paper=plain]').waitFor();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('main iframe[data-paper=light]').waitFor();
    assert.equal((await looksOf(page, 'plain words link')).body, 'rgb(255, 255, 255)');
    assert.deepEqual(ann.faults, []);
  },
);

test('only the mail is printed, black on white, and the page is dark again afterwards', needsBrowser, async () => {
  await using bea = await person('bea', { colorScheme: 'dark' });
  const { page } = bea;
  await bea.put('inbox', mail('Paper', '<p>printed words</p>'));
  await row(page, 'Paper').click();
  await page.locator('main iframe[data-paper=plain]').waitFor();
  await page.keyboard.press('c');
  await writing(page).waitFor();
  await page.emulateMedia({ media: 'print' });
  await writing(page).waitFor({ state: 'hidden' });
  for (const role of ['navigation', 'grid', 'toolbar'] as const) {
    await page.getByRole(role).first().waitFor({ state: 'hidden' });
  }
  assert.ok(await page.getByRole('heading', { name: 'Paper' }).isVisible());
  await page.emulateMedia({ media: null });
  await writing(page).press('Escape');
  // A print shows what the page has when it begins.
  await page.evaluate(`addEventListener('beforeprint', () => {
    const inner = document.querySelector('main iframe').contentDocument;
    window.printed = inner.defaultView.getComputedStyle(inner.querySelector('p')).color;
  })`);
  const pdf = await page.pdf();
  assert.ok(pdf.length > 0);
  assert.equal(await page.evaluate('window.printed'), 'rgb(27, 28, 30)');
  const isDark = async () => (await looksOf(page, 'printed words')).color === 'rgb(233, 233, 230)';
  await eventually('it is dark again', isDark);
  assert.deepEqual(bea.faults, []);
});

test(
  'a mail longer than a sheet starts printing below its head, and a mail cannot change how the page prints',
  needsBrowser,
  async () => {
    await using cid = await person('cid');
    const { page } = cid;
    const style = ':host{display:none} h1{color:red} .tall{height:1300px;background:url(x)}';
    await cid.put(
      'inbox',
      mail('Long', `<style>${style}</style><p>first words</p><div class="tall">a</div><p>end</p>`),
    );
    await row(page, 'Long').click();
    await page.frameLocator('main iframe').getByText('first words').waitFor();
    await page.evaluate(`addEventListener('beforeprint', () => {
    const { shadowRoot } = [...document.querySelectorAll('main div')].find((each) => each.shadowRoot);
    window.printed = [shadowRoot.querySelector('.tall').offsetHeight, getComputedStyle(document.querySelector('h1')).color];
  })`);
    await page.emulateMedia({ media: 'print' });
    const pdf = await page.pdf();
    // If the message began on a sheet of its own, there would be three pages.
    assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length, 2);
    assert.deepEqual(await page.evaluate('window.printed'), [1300, 'rgb(27, 28, 30)']);
    const left = `[...document.querySelectorAll('main div')].every((each) => !each.shadowRoot?.childElementCount)`;
    await eventually('nothing of it stays in the page', () => page.evaluate(left) as Promise<boolean>);
    assert.deepEqual(cid.faults, []);
  },
);
