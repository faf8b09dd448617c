import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PASSWORD } from '../../support/accounts.ts';
import { needsBrowser, signIn } from '../../support/browser.ts';
import { bodyOf, openDraft, saved, sendButton } from '../../support/composer.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row, signOut, wordsOf, write, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// Nothing that is written is lost, sent twice, sent in another form than meant, or shown to somebody else.

const DOMAIN = `writing-${process.pid}.test`;
const { person, account } = pagePeople(async () => await sharedFixture(), DOMAIN);
const BEN = `ben@${DOMAIN}`;

before(async () => {
  if (!needsBrowser.skip) await account('ben');
});

test('a draft whose changes cannot be saved is not sent in its older form', needsBrowser, async () => {
  await using ann = await person('ann');
  const { page } = ann;
  await write(page, BEN, 'Price', 'It costs 10.');
  await saved(page);
  await page.route('**/jmap/api', async (route) => {
    const isSaving = route.request().postData()?.includes('It costs 1000.') ?? false;
    const refusal = { created: null, notCreated: { draft: { type: 'overQuota', description: 'The mailbox is full' } } };
    if (!isSaving) return route.continue();
    return route.fulfill({ json: { methodResponses: [['Email/set', refusal, '0']], sessionState: 'x' } });
  });
  await bodyOf(page).fill('It costs 1000.');
  await sendButton(page).click();
  await page.getByText('It was not sent: there is no room left for it').first().waitFor();
  assert.equal(await wordsOf(bodyOf(page)), 'It costs 1000.');
  assert.deepEqual(await ann.subjects('sent'), []);
  // The formerly saved email is destroyed after its successor is saved.
  await eventually('it is a draft', async () => (await ann.subjects('drafts')).join() === 'Price');
  // With space again, the same window sends what it shows.
  await page.unroute('**/jmap/api');
  await sendButton(page).click();
  await page
    .getByText(/Sending in/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('It is a draft again').first().waitFor();
  assert.equal(await wordsOf(bodyOf(page)), 'It costs 1000.');
});

test('typing does not destroy a draft that another program has sent meanwhile', needsBrowser, async () => {
  await using cid = await person('cid');
  const { page } = cid;
  const message = `From: cid@${DOMAIN}\nTo: ${BEN}\nSubject: Elsewhere\n\nFirst words\n`;
  const id = await cid.put('drafts', message, { $draft: true, $seen: true });
  await openDraft(page, 'Elsewhere');
  await bodyOf(page).getByText('First words').waitFor();
  const [{ list } = {} as Record<string, never>] = await cid.jmap(['Mailbox/get', { properties: ['role'] }]);
  const sent = (list as unknown as { id: string; role: string }[]).find(({ role }) => role === 'sent')?.id ?? '';
  await cid.jmap(['Email/set', { update: { [id]: { mailboxIds: { [sent]: true }, 'keywords/$draft': null } } }]);
  await bodyOf(page).fill('Other words');
  await saved(page);
  await eventually('both are there', async () => {
    const [inSent, inDrafts] = [await cid.subjects('sent'), await cid.subjects('drafts')];
    return inSent.length === 1 && inDrafts.length === 1 ? true : undefined;
  });
});

test('unsaved text is restored to its author and to nobody else', needsBrowser, async () => {
  await using dan = await person('dan');
  await account('eve');
  const { page, context } = dan;
  await page.route('**/jmap/api', (route) =>
    route.request().postData()?.includes('"create"') ? route.abort() : route.continue(),
  );
  await write(page, BEN, 'Secret', 'For Ben alone.');
  await page.getByText('It is kept on this device').waitFor();
  // The session ends, and somebody else uses the browser.
  await context.clearCookies();
  await page.reload();
  await signIn(page, `eve@${DOMAIN}`, PASSWORD);
  await page.getByText('New mail arrives by itself').waitFor();
  await page.keyboard.press('c');
  await writing(page).waitFor();
  assert.equal(await writing(page).count(), 1);
  assert.equal((await wordsOf(bodyOf(page))).trim(), '');
  await page.keyboard.press('Escape');
  await signOut(page);
  await page.getByText('Sign in to your mail').waitFor();
  await page.unroute('**/jmap/api');
  await signIn(page, dan.address, PASSWORD);
  await writing(page).waitFor();
  assert.equal(await wordsOf(bodyOf(page)), 'For Ben alone.');
  await saved(page);
  await eventually('it is a draft', async () => (await dan.subjects('drafts')).join() === 'Secret');
});

test('signing out offline asks first where mail would be lost, and then signs out', needsBrowser, async () => {
  await using fay = await person('fay');
  const { page, context } = fay;
  // Waits until the part with the settings is loaded.
  await eventually('the settings', () =>
    page.evaluate(
      "performance.getEntriesByType('resource').some(({ name }) => name.includes('Settings-')) || undefined",
    ),
  );
  await context.setOffline(true);
  await write(page, BEN, 'Gone', 'Not for the next one.');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void dialog.accept();
  });
  await signOut(page);
  await page.getByText('You are signed out on this device').waitFor();
  assert.match(asked.join(), /1 message is not saved yet/);
  assert.equal(
    await page.evaluate('JSON.stringify(localStorage)').then((all) => /Not for the next/.test(`${all}`)),
    false,
  );
  // The server learns of the sign-out when it can be reached.
  const told = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await context.setOffline(false);
  await told;
  await page.reload();
  await page.getByText('Sign in to your mail').waitFor();
});

test('a draft is edited in one tab at a time, and each tab has its own new mails', needsBrowser, async () => {
  await using gil = await person('gil');
  const { page, context } = gil;
  await gil.put('drafts', `From: gil@${DOMAIN}\nTo: ${BEN}\nSubject: Shared\n\nWords\n`, { $draft: true, $seen: true });
  await openDraft(page, 'Shared');
  await bodyOf(page).fill('Words of the first tab');
  await saved(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await openDraft(other, 'Shared');
  await other.getByText('This draft is open in another tab').first().waitFor();
  assert.equal(await writing(other).count(), 0);
  // When the draft's window closes, the draft is free. A draft that cannot be edited is shown for reading, with its text.
  await page.bringToFront();
  await page.keyboard.press('Escape');
  await row(page, 'Words of the first tab').waitFor();
  await other.bringToFront();
  await other.getByRole('main').getByText('Words of the first tab').waitFor();
  await other.getByRole('main').getByRole('button', { name: 'Write' }).click();
  assert.equal((await wordsOf(bodyOf(other))).trim(), 'Words of the first tab');
});

test(
  'a failed attachment blocks sending, and an upload continues while the composer is closed',
  needsBrowser,
  async () => {
    await using hal = await person('hal');
    const { page } = hal;
    let isBroken = true;
    const held = Promise.withResolvers<void>();
    await page.route('**/jmap/upload/**', async (route) => {
      if (isBroken)
        return route.fulfill({ status: 503, contentType: 'application/problem+json', json: { detail: 'busy' } });
      await held.promise;
      return route.continue();
    });
    await write(page, BEN, 'With a file', 'Here it is.');
    const file = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('plan') };
    await writing(page).locator('footer input[type=file]').setInputFiles(file);
    await writing(page).getByText('not uploaded').waitFor();
    await page.keyboard.press('Control+Enter');
    await sendButton(page).click();
    await page.getByText('Not uploaded: plan.txt').waitFor();
    assert.deepEqual(await hal.subjects('sent'), []);
    isBroken = false;
    await writing(page).getByRole('button', { name: 'Try again: plan.txt' }).click();
    await bodyOf(page).press('Escape');
    const small = page.getByRole('button', { name: 'With a file' });
    await small.waitFor();
    held.resolve();
    await eventually('the draft has its file', async () => {
      const [, got] = await hal.jmap(
        ['Email/query', { filter: { hasAttachment: true } }],
        ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['subject'] }],
      );
      return ((got?.list ?? []) as unknown[]).length === 1 ? true : undefined;
    });
    await eventually('there is one draft', async () => (await hal.subjects('drafts')).join() === 'With a file');
  },
);

test('undo restores a removed attachment, whether its upload had finished or not', needsBrowser, async () => {
  await using ola = await person('ola');
  const { page } = ola;
  await write(page, BEN, 'Two files', 'Here they are.');
  const window = writing(page);
  const add = (name: string) =>
    window
      .locator('footer input[type=file]')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(name) });
  const names = () => window.getByRole('listitem').locator('span[title]').allTextContents();
  await add('first.txt');
  await window.getByText('9 B').waitFor();
  // The second upload waits until it is released.
  const held = Promise.withResolvers<void>();
  await page.route('**/jmap/upload/**', async (route) => {
    await held.promise;
    await route.continue().catch(() => undefined);
  });
  await add('second.txt');
  for (const [name, left] of [
    ['first.txt', 'second.txt'],
    ['second.txt', 'first.txt'],
  ] as const) {
    await window.getByRole('button', { name: `Remove ${name}` }).click();
    await page.getByText(`${name} is no longer attached`).first().waitFor();
    assert.deepEqual(await names(), [left]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await window.getByText(name).waitFor();
    assert.deepEqual(await names(), ['first.txt', 'second.txt']);
  }
  held.resolve();
  await eventually('the draft has both', async () => {
    const [, got] = await ola.jmap(
      ['Email/query', { filter: { hasAttachment: true } }],
      [
        'Email/get',
        {
          '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
          properties: ['attachments'],
          bodyProperties: ['name'],
        },
      ],
    );
    const [draft] = (got?.list ?? []) as { attachments: { name: string }[] }[];
    return draft?.attachments.map(({ name }) => name).join() === 'first.txt,second.txt' || undefined;
  });
  assert.deepEqual(ola.faults, []);
});

test(
  'recalling a mail offline says that it needs a connection; a scheduled mail becomes a draft again',
  needsBrowser,
  async () => {
    await using ivo = await person('ivo');
    const { page, context } = ivo;
    const sendLater = async (): Promise<void> => {
      await writing(page).getByRole('button', { name: 'Send later' }).click();
      await page.getByRole('menuitem', { name: /Tomorrow/ }).click();
      await page
        .getByText(/Will be sent/)
        .first()
        .waitFor();
    };
    await write(page, BEN, 'Now', 'x');
    // The time for taking it back may be over before the connection is back.
    await sendLater();
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('No connection: it could not be taken back').first().waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).last().click();
    await page.getByText('It is a draft again').first().waitFor();
    await bodyOf(page).press('Escape');
    await writing(page).waitFor({ state: 'detached' });
    await write(page, BEN, 'Later', 'x');
    await writing(page).getByRole('button', { name: 'Send later' }).click();
    await page.getByRole('menuitem', { name: 'Choose a time…' }).click();
    const chooses = page.locator('dialog');
    await chooses.getByLabel('Day and time').fill('2020-01-01T10:00');
    await chooses.getByRole('button', { name: 'Send later' }).click();
    await chooses.getByText('That time has passed.').waitFor();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await chooses.getByLabel('Day and time').fill(`${tomorrow}T10:00`);
    await chooses.getByRole('button', { name: 'Send later' }).click();
    await page.getByRole('button', { name: /^Sent/ }).click();
    await row(page, 'Later').click();
    await page.getByRole('main').getByRole('button', { name: 'Take back' }).click();
    await page.getByText('It is a draft again').first().waitFor();
    // The open message is a draft now, too; it is not edited as a second one.
    await page.getByRole('main').getByRole('button', { name: 'Write', exact: true }).waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Edit and send again' }).waitFor({ state: 'detached' });
    assert.deepEqual([await ivo.subjects('sent'), await ivo.subjects('drafts')], [[], ['Later', 'Now']]);
  },
);

test(
  'keyboard shortcuts in the composer send nothing by accident, lose no address and do not reach the mail below',
  needsBrowser,
  async () => {
    await using jan = await person('jan');
    const { page } = jan;
    await jan.put('archive', `From: =?utf-8?q?Zo=C3=AB?= Berg <zoe@far.test>\nSubject: Long ago\n\nx\n`);
    await jan.put('inbox', `From: ${BEN}\nTo: jan@${DOMAIN}\nSubject: Below\n\nx\n`);
    // The same while the editor of a reply is still loading.
    const editor = Promise.withResolvers<void>();
    await page.route(/\/assets\/RichText-/, (route) => editor.promise.then(() => route.continue()));
    await row(page, 'Below').click();
    await page.getByRole('main').getByRole('button', { name: 'Reply', exact: true }).waitFor();
    await page.keyboard.press('r');
    await writing(page).waitFor();
    await page.keyboard.press('e');
    await page.keyboard.press('Escape');
    await writing(page).waitFor({ state: 'detached' });
    editor.resolve();
    await page.keyboard.press('c');
    const to = writing(page).getByRole('combobox').first();
    // Somebody of past mail that the page has not read.
    await to.fill('zo');
    await page.getByRole('option', { name: 'Zoë Berg zoe@far.test' }).waitFor();
    await to.fill(BEN);
    await to.press('Enter');
    await to.press('Enter');
    await writing(page).getByLabel('Subject').fill('Half');
    await writing(page).getByLabel('Subject').press('Enter');
    // With the focus on a button of the window, the page's keys do nothing.
    await writing(page).getByRole('button', { name: 'Attach files' }).first().focus();
    await page.keyboard.press('#');
    await page.keyboard.press('e');
    // Keys of an active input method neither close nor send.
    const composing = { isComposing: true, bubbles: true, cancelable: true };
    for (const init of [{ key: 'Escape' }, { key: 'Enter', ctrlKey: true }])
      await bodyOf(page).dispatchEvent('keydown', { ...init, ...composing });
    assert.equal(await writing(page).count(), 1);
    await writing(page).getByRole('button', { name: 'Cc / Bcc' }).click();
    await writing(page).getByRole('combobox').nth(1).fill(jan.address);
    await page.keyboard.press('Escape');
    await writing(page).waitFor({ state: 'hidden' });
    await eventually('the draft', async () => ((await jan.subjects('drafts')).length === 1 ? true : undefined));
    await openDraft(page, 'Half');
    await writing(page).getByText(jan.address).waitFor();
    await writing(page).getByRole('combobox').nth(2).fill(BEN);
    assert.deepEqual(await jan.subjects('inbox'), ['Below']);
    await page.keyboard.press('Control+Enter');
    await page
      .getByText(/Sending in/)
      .first()
      .waitFor();
    const [, got] = await jan.jmap(
      // The delivered copy comes in too, without Bcc; `$seen` excludes it.
      ['Email/query', { filter: { subject: 'Half', hasKeyword: '$seen' } }],
      ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['to', 'cc', 'bcc'] }],
    );
    const [email] = (got?.list ?? []) as unknown as Record<string, { email: string }[] | null>[];
    assert.deepEqual(
      [email?.to, email?.cc, email?.bcc].map((each) => each?.map((address) => address.email)),
      [[BEN], [jan.address], [BEN]],
    );
  },
);

test(
  "address suggestions stay in place, and the reason why a mail was not sent is in the user's language",
  needsBrowser,
  async () => {
    await using mei = await person('mei', { locale: 'zh-CN' });
    const { page } = mei;
    const letter = (from: string, subject: string) =>
      mei.put('inbox', `From: ${from}\nTo: ${mei.address}\nSubject: ${subject}\n\nx\n`);
    const [anna, anton] = ['anna@y.test', 'anton@y.test'];
    for (const each of [anna, anton]) await letter(each, `Of ${each}`);
    for (const each of [anna, anton]) await row(page, `Of ${each}`).waitFor();
    await page.keyboard.press('c');
    const to = writing(page).locator('input[role=combobox]').first();
    await to.fill('an');
    const found = writing(page).getByRole('option');
    await found.nth(1).waitFor();
    const shown = await found.allTextContents();
    // The one with more mail would otherwise come first.
    await letter(shown[1] === anna ? anna : anton, 'Once more');
    await row(page, 'Once more').waitFor();
    assert.deepEqual(await found.allTextContents(), shown);
    await to.fill(`nobody@${DOMAIN}`);
    await page.keyboard.press('Enter');
    await writing(page).getByRole('button', { name: '发送', exact: true }).click();
    await page.getByText(`没有发送成功：服务器不接收寄往 nobody@${DOMAIN} 的邮件。`).first().waitFor();
    assert.deepEqual(mei.faults, []);
  },
);
