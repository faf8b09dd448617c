import assert from 'node:assert/strict';
import { test } from 'node:test';
import { putAlias } from '@postroom/directory';
import type { Page } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { openDraft, saved } from '../../support/composer.ts';
import { eventually } from '../../support/eventually.ts';
import { type Person, pagePeople, row, sendNow, wordsOf, write, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// A message looks as it was meant, in HTML and in plain text, and nothing harmful is pasted into it.

const DOMAIN = `rich-${process.pid}.test`;
const { person, account, behind, letter } = pagePeople(async () => await sharedFixture(), DOMAIN);
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test(
  'a mail is sent as HTML and as text with its images in place, and its draft keeps all of it',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    const ben = await account('ben');
    await write(page, `ben@${DOMAIN}`, 'Looks', '');
    const window = writing(page);
    const text = window.getByLabel('Text', { exact: true });
    await text.click();
    await page.keyboard.press('ControlOrMeta+b');
    await page.keyboard.type('Bold');
    await page.keyboard.press('ControlOrMeta+b');
    await page.keyboard.press('Enter');
    await window.getByRole('button', { name: 'List', exact: true }).click();
    await page.keyboard.type('one');
    await page.keyboard.press('Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await window
      .locator('[role=toolbar] input[type=file]')
      .setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: PIXEL });
    // A paste from another program keeps its structure, and nothing that loads, runs or styles.
    await text.evaluate((element) => {
      const { DataTransfer, ClipboardEvent } = globalThis as unknown as Record<
        string,
        new (
          ...args: unknown[]
        ) => never
      >;
      const data = new (DataTransfer as new () => { setData(type: string, text: string): void })();
      const html =
        '<p style="position:fixed">Pasted <a href="javascript:1">bad</a> <a href="https://good.test/">good</a><img src="https://far.test/x.png" onerror="document.title=1"></p>';
      data.setData('text/html', html);
      const event = { clipboardData: data, bubbles: true, cancelable: true };
      (element as unknown as { dispatchEvent(event: unknown): void }).dispatchEvent(
        new (ClipboardEvent as new (type: string, init: object) => never)('paste', event),
      );
    });
    await window.getByText('Pasted').waitFor();
    await saved(page);
    await page.keyboard.press('Escape');
    await openDraft(page, 'Looks');
    await window.locator('strong').getByText('Bold').waitFor();
    await window.locator('li').getByText('two').waitFor();
    const width = (image: unknown) => (image as { naturalWidth: number }).naturalWidth || undefined;
    await eventually('the picture', () => window.locator('img[alt="dot.png"]').evaluate(width));
    const fixture = await behind();
    await sendNow(ann, fixture);
    const [raw] = await fixture.stage.messages(ben, 1);
    const [got] = await ann
      .jmap(
        ['Email/query', { filter: { subject: 'Looks' } }],
        [
          'Email/get',
          {
            '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
            properties: ['bodyValues', 'textBody', 'htmlBody'],
            fetchAllBodyValues: true,
          },
        ],
      )
      .then((answers) => answers.slice(1));
    const values = Object.values(
      ((got?.list ?? []) as unknown as { bodyValues: Record<string, { value: string }> }[])[0]?.bodyValues ?? {},
    ).map(({ value }) => value);
    assert.equal(values[0]?.trim(), 'Bold\n- one\n- two\n[dot.png]Pasted bad good <https://good.test/>');
    assert.match(
      values[1] ?? '',
      /<strong>Bold<\/strong>.*<ul><li><div>one.*<img src="cid:[^"]+".*Pasted bad <a href="https:\/\/good/,
    );
    assert.doesNotMatch(values[1] ?? '', /fixed|javascript|far\.test|onerror/);
    assert.match(raw?.toString() ?? '', /multipart\/alternative[\s\S]*multipart\/related[\s\S]*Content-ID/i);
    assert.deepEqual(ann.faults, []);
  },
);

test(
  'switching to plain text warns about lost formatting first, and is the default from then on',
  needsBrowser,
  async () => {
    await using cid = await person('cid');
    const { page } = cid;
    await write(page, `ben@${DOMAIN}`, 'Plain', '');
    const window = writing(page);
    const text = window.getByLabel('Text', { exact: true });
    await text.click();
    await page.keyboard.press('ControlOrMeta+i');
    await page.keyboard.type('Words');
    const switched = async (): Promise<void> => {
      await window.getByRole('button', { name: 'More options' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Plain text' }).click();
    };
    await switched();
    await window.getByRole('button', { name: 'Leave it as it is' }).click();
    await window.locator('em').getByText('Words').waitFor();
    await switched();
    await window.getByRole('button', { name: 'Make it plain' }).click();
    await window.locator('textarea').waitFor();
    assert.equal(await wordsOf(text), 'Words');
    await saved(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await writing(page).locator('textarea').waitFor();
    assert.deepEqual(cid.faults, []);
  },
);

test(
  'a user with several addresses can choose one, and a reply uses the address that got the mail',
  needsBrowser,
  async () => {
    await using dan = await person('dan');
    const { page } = dan;
    const { stage } = await behind();
    await putAlias(stage.pool, `sales@${DOMAIN}`, [dan.address]);
    await page.getByRole('button', { name: 'Settings' }).first().click();
    const settings = page.locator('dialog');
    await settings.getByLabel('Signature').fill('Dan');
    await settings.getByRole('button', { name: 'Save' }).first().click();
    const addressed = async (address: string): Promise<void> => {
      await settings.locator('input[name=email]').fill(address);
      await settings.getByLabel('Name').nth(1).fill('Sales');
      await settings.getByLabel('Signature').nth(1).fill('The sales desk');
      await settings.getByRole('button', { name: 'Save' }).nth(1).click();
    };
    await settings.getByRole('button', { name: 'Another address' }).click();
    await addressed(`someone.else@${DOMAIN}`);
    await page.getByText('That did not work: that is not one of your addresses.').first().waitFor();
    await addressed(`sales@${DOMAIN}`);
    await settings.getByText(`sales@${DOMAIN}`).waitFor();
    await page.keyboard.press('Escape');
    await settings.waitFor({ state: 'detached' });

    await page.keyboard.press('c');
    const window = writing(page);
    await window.locator('[contenteditable]').getByText('Dan').waitFor();
    await window.getByLabel('From').selectOption({ label: `Sales <sales@${DOMAIN}>` });
    await window.locator('[contenteditable]').getByText('The sales desk').waitFor();
    assert.equal(await window.locator('[contenteditable]').getByText('Dan').count(), 0);
    await window.getByRole('button', { name: 'Discard draft' }).click();

    await dan.put('inbox', `From: x@y.test\nTo: sales@${DOMAIN}\nSubject: Order\n\nTwo, please.\n`);
    await row(page, 'Order').click();
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await window.locator('[contenteditable]').getByText('The sales desk').waitFor();
    const answersAs = async () => (await window.getByLabel('From').locator('option:checked').textContent()) ?? '';
    assert.match(await answersAs(), /^Sales/);
    await window.getByRole('button', { name: 'Discard draft' }).click();

    // A message by a list or a blind copy does not name the recipient.
    const envelope = { from: `cid@${DOMAIN}`, to: [`sales@${DOMAIN}`] };
    await letter('cid', 'dan', { to: 'readers@list.test', subject: 'News', text: 'x', envelope });
    await row(page, 'News').click();
    await page.getByRole('heading', { name: 'News', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await window.locator('[contenteditable]').getByText('The sales desk').waitFor();
    assert.match(await answersAs(), /^Sales/);
    assert.deepEqual(dan.faults, []);
  },
);

/** Pastes what another program has copied, by the type of each part. */
const paste = (page: Page, parts: Record<string, string>): Promise<void> =>
  page.evaluate(`{
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(${JSON.stringify(parts)})) clipboardData.setData(type, text);
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }`);
/** Waits until the draft with that subject is saved with that many files. */
const keptWith = (somebody: Person, subject: string, files: number): Promise<unknown> =>
  eventually('the draft has its files', async () => {
    const [, got] = await somebody.jmap(
      ['Email/query', { filter: { subject } }],
      ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['attachments'] }],
    );
    const [draft] = (got?.list ?? []) as unknown as { attachments: unknown[] }[];
    return draft?.attachments.length === files;
  });
const DATA = `data:image/png;base64,${PIXEL.toString('base64')}`;

test(
  'pasted images of other programs are embedded in place, and remote ones are left out with a message',
  needsBrowser,
  async () => {
    await using eve = await person('eve');
    const { page } = eve;
    const fay = await account('fay');
    await write(page, `fay@${DOMAIN}`, 'Copied', '');
    const window = writing(page);
    await window.getByLabel('Text', { exact: true }).click();
    await paste(page, {
      'text/html': `<p>From Word <img src="file:///C:/x/image001.png" alt="chart"> and <img src="${DATA}"></p>
        <p><img src="https://far.test/a.png"><img src="blob:https://far.test/b"><img src="data:image/svg+xml,<svg/>">
        <img src="https://count.test/1.gif" width="1" height="1"> here</p>`,
      'text/rtf': `{\\rtf1 {\\*\\shppict{\\pict\\pngblip ${PIXEL.toString('hex')}}}}`,
    });
    await page.getByText('3 pictures lie elsewhere and did not come along.').first().waitFor();
    const widths =
      "Promise.all([...document.querySelectorAll('[contenteditable] img[alt]')].filter((each) => each.src).map((each) => each.decode().then(() => each.naturalWidth)))";
    await eventually('both are seen', async () => String(await page.evaluate(widths)) === '1,1');
    assert.equal(await window.locator('[contenteditable] img:not(.ProseMirror-separator)').count(), 2);
    await keptWith(eve, 'Copied', 2);
    const fixture = await behind();
    await sendNow(eve, fixture);
    const [raw] = await fixture.stage.messages(fay, 1);
    const mail = raw?.toString() ?? '';
    assert.equal(mail.match(/^Content-ID:/gim)?.length, 2);
    assert.doesNotMatch(mail, /far\.test|count\.test|file:\/\/|data:image|svg/);
    assert.deepEqual(eve.faults, []);
  },
);

test(
  'a formatted signature with an image is set once and inserted unchanged into each mail',
  needsBrowser,
  async () => {
    await using gus = await person('gus');
    const { page } = gus;
    const hal = await account('hal');
    await page.getByRole('button', { name: 'Settings' }).first().click();
    const settings = page.locator('dialog');
    const field = settings.getByLabel('Signature');
    await field.click();
    await page.keyboard.press('ControlOrMeta+b');
    await page.keyboard.type('Gus');
    await page.keyboard.press('ControlOrMeta+b');
    await page.keyboard.press('Enter');
    await paste(page, { 'text/html': `<p>The choir <img src="${DATA}"></p>` });
    await settings.getByText('The choir').waitFor();
    await settings.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('Saved', { exact: true }).first().waitFor();
    const [answer] = await gus.jmap(['Identity/get', {}]);
    const [kept] = (answer?.list ?? []) as unknown as { textSignature: string; htmlSignature: string }[];
    assert.equal(kept?.textSignature.replace(/\s+/g, ' '), 'Gus The choir');
    assert.match(kept?.htmlSignature ?? '', /<strong>Gus<\/strong>.*The choir.*<img src="data:image\/png;base64,/s);
    await page.keyboard.press('Escape');
    await settings.waitFor({ state: 'detached' });
    await page.keyboard.press('c');
    const window = writing(page);
    await window.getByRole('combobox').first().fill(`hal@${DOMAIN}`);
    await page.keyboard.press('Enter');
    await window.getByLabel('Subject').fill('Signed');
    await window.locator('[contenteditable] strong').getByText('Gus').waitFor();
    await keptWith(gus, 'Signed', 1);
    const fixture = await behind();
    await sendNow(gus, fixture);
    const [raw] = await fixture.stage.messages(hal, 1);
    const mail = raw?.toString().replace(/=\r\n/g, '') ?? '';
    assert.match(mail, /<strong>Gus<\/strong>/);
    assert.match(mail, /Content-ID:/i);
    assert.match(mail, /cid:/);
    assert.doesNotMatch(mail, /data:image/);
    // A message that is only begun and closed leaves no draft.
    await page.keyboard.press('c');
    await writing(page).locator('[contenteditable] strong').getByText('Gus').waitFor();
    await page.keyboard.press('Escape');
    await writing(page).waitFor({ state: 'detached' });
    assert.deepEqual(await gus.subjects('drafts'), []);
    assert.deepEqual(gus.faults, []);
  },
);

test('a click below the text places the cursor before the signature', needsBrowser, async () => {
  await using gil = await person('gil');
  const { page } = gil;
  const [got] = await gil.jmap(['Identity/get', {}]);
  const [identity] = (got?.list ?? []) as unknown as { id: string }[];
  await gil.jmap(['Identity/set', { update: { [identity?.id ?? '']: { textSignature: 'Gil' } } }]);
  await page.reload();
  await page.waitForSelector('#list');
  await page.keyboard.press('c');
  const text = writing(page).getByLabel('Text', { exact: true });
  await text.getByText('Gil').waitFor();
  // The toolbar above the text changes its height, so this waits for it.
  await writing(page).getByRole('toolbar').waitFor();
  const { height = 0 } = (await text.boundingBox()) ?? {};
  for (const words of ['Hello,', ' and more']) {
    await text.click({ position: { x: 200, y: height - 8 } });
    await page.keyboard.type(words);
  }
  assert.match(await wordsOf(text), /^Hello, and more\n[\s\S]*Gil\s*$/);
  assert.deepEqual(gil.faults, []);
});

test(
  'dropped content is treated like pasted content, and a signature is sent with its marker',
  needsBrowser,
  async () => {
    await using hal = await person('hal');
    const { page } = hal;
    const ina = await account('ina');
    const [got] = await hal.jmap(['Identity/get', {}]);
    const [identity] = (got?.list ?? []) as unknown as { id: string }[];
    await hal.jmap(['Identity/set', { update: { [identity?.id ?? '']: { textSignature: 'Hal' } } }]);
    await page.reload();
    await page.waitForSelector('#list');
    await page.keyboard.press('c');
    const window = writing(page);
    await window.getByRole('combobox').first().fill(`ina@${DOMAIN}`);
    await page.keyboard.press('Enter');
    await window.getByLabel('Subject').fill('Dropped');
    const text = window.getByLabel('Text', { exact: true });
    await text.getByText('Hal').waitFor();
    const html =
      '<style>p { color: red }</style><p style="position:fixed;color:#b3261e99">From <b>elsewhere</b><img width="40" src="https://far.test/x.png"><img width="40" src="data:image/png;base64,DOT"></p>';
    await text.evaluate(
      (element, dropped) => {
        const { DataTransfer, DragEvent } = globalThis as unknown as {
          DataTransfer: new () => { setData(type: string, text: string): void };
          DragEvent: new (type: string, init: object) => never;
        };
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/html', dropped);
        const line = element as unknown as {
          getBoundingClientRect(): { left: number; top: number };
          dispatchEvent(event: never): void;
        };
        const { left, top } = line.getBoundingClientRect();
        const place = { clientX: left + 30, clientY: top + 20 };
        line.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, ...place }));
      },
      html.replace('DOT', PIXEL.toString('base64')),
    );
    await page
      .getByText(/A picture lies elsewhere and did not come along/)
      .first()
      .waitFor();
    await text.getByText('From elsewhere').waitFor();
    assert.equal(await text.locator('img:not(.ProseMirror-separator)').count(), 1, 'the one that came with it');
    await keptWith(hal, 'Dropped', 1);
    const fixture = await behind();
    await sendNow(hal, fixture);
    const [mail] = (await fixture.stage.messages(ina, 1)).map((each) => each.toString());
    assert.doesNotMatch(mail ?? '', /far\.test|position: ?fixed|color: ?red/);
    assert.match(mail ?? '', /^--(?: |=20)\r\nHal/m, 'RFC 3676 4.3');
    assert.match(mail ?? '', /^Content-ID: </im);
    assert.deepEqual(hal.faults, []);
  },
);
