import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { bodyOf, saved } from '../../support/composer.ts';
import { eventually } from '../../support/eventually.ts';
import { letGo, pagePeople, row, wordsOf, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// Mail that was written before is sent again: as a new message, or as it is.

const DOMAIN = `again-${process.pid}.test`;
const { person, account, behind, letter } = pagePeople(async () => await sharedFixture(), DOMAIN);
const BEN = `ben@${DOMAIN}`;

before(async () => {
  if (!needsBrowser.skip) await account('ben');
});

test('editing a mail as new copies recipients, text and attachments, and nothing else', needsBrowser, async () => {
  await using kim = await person('kim');
  const { page } = kim;
  const [got] = await kim.jmap(['Identity/get', {}]);
  const [identity] = (got?.list ?? []) as { id: string }[];
  await kim.jmap(['Identity/set', { update: { [identity?.id ?? '']: { textSignature: 'Signed Kim' } } }]);
  const head = `From: ${kim.address}\nTo: Ben <${BEN}>\nCc: x@y.test\nBcc: z@y.test\nSubject: Weekly\nMIME-Version: 1.0\n`;
  const threading = 'Message-ID: <weekly@x.test>\nIn-Reply-To: <before@x.test>\nReferences: <before@x.test>\n';
  const mixed =
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>The <b>plan</b> of the week</p>\n';
  const file = '--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=plan.txt\n\nplan\n--b--\n';
  await kim.put('sent', head + threading + mixed + file, { $seen: true });
  await page.reload();
  await page.getByRole('button', { name: /^Sent/ }).click();
  await row(page, 'Weekly').click();
  await page.getByRole('main').getByRole('region', { name: kim.address }).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Edit as new' }).click();
  await writing(page).waitFor();
  await saved(page);
  assert.equal((await wordsOf(bodyOf(page))).trim(), 'The plan of the week');
  const [, drafts] = await kim.jmap(
    ['Email/query', { filter: { hasKeyword: '$draft' } }],
    [
      'Email/get',
      {
        '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
        properties: ['to', 'cc', 'bcc', 'subject', 'inReplyTo', 'references', 'attachments', 'bodyValues'],
        bodyProperties: ['name'],
        fetchHTMLBodyValues: true,
      },
    ],
  );
  const [copy, ...others] = (drafts?.list ?? []) as unknown as Record<string, { email: string }[] | null>[];
  assert.equal(others.length, 0);
  assert.deepEqual(
    [copy?.to, copy?.cc, copy?.bcc].map((each) => each?.map(({ email }) => email)),
    [[BEN], ['x@y.test'], ['z@y.test']],
  );
  assert.deepEqual([copy?.subject, copy?.inReplyTo, copy?.references], ['Weekly', null, null]);
  assert.deepEqual(copy?.attachments, [{ name: 'plan.txt' }]);
  assert.match(JSON.stringify(copy?.bodyValues), /<strong>plan<\/strong>|<b>plan<\/b>/);
  assert.doesNotMatch(JSON.stringify(copy?.bodyValues), /Signed Kim/);
  assert.deepEqual(kim.faults, []);
  // As an attachment it goes as it is, with its header.
  await writing(page).getByRole('button', { name: 'Close' }).click();
  await writing(page).waitFor({ state: 'detached' });
  await page.getByRole('main').getByRole('region', { name: kim.address }).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Forward as attachment' }).click();
  await writing(page).getByText('Weekly.eml').waitFor();
  await bodyOf(page).fill('See there.');
  await saved(page);
  const [, forwarded] = await kim.jmap(
    ['Email/query', { filter: { subject: 'Fwd: Weekly' } }],
    [
      'Email/get',
      {
        '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
        properties: ['attachments'],
        bodyProperties: ['name', 'type', 'blobId'],
      },
    ],
  );
  const [draft] = (forwarded?.list ?? []) as unknown as { attachments: { blobId: string }[] }[];
  const [mail] = draft?.attachments ?? [];
  assert.deepEqual({ ...mail, blobId: '' }, { name: 'Weekly.eml', type: 'message/rfc822', blobId: '' });
  const [read] = await kim.jmap(['Email/parse', { blobIds: [mail?.blobId], properties: ['subject', 'messageId'] }]);
  assert.deepEqual(Object.values((read?.parsed ?? {}) as object), [
    { subject: 'Weekly', messageId: ['weekly@x.test'] },
  ]);
});

test(
  'tables survive editing as new; a warning shows where formatting is lost, and the original can be sent unchanged',
  needsBrowser,
  async () => {
    await using meg = await person('meg');
    const { page } = meg;
    const table =
      '<table><tr><th>Day</th><th>Room</th></tr><tr><td>Monday</td><td colspan="2">12 <b>upstairs</b></td></tr></table>';
    const put = (subject: string, html: string) =>
      meg.put(
        'inbox',
        `From: x@y.test\nTo: ${meg.address}\nSubject: ${subject}\nMIME-Version: 1.0\nContent-Type: text/html\n\n${html}\n`,
      );
    await put('Rooms', `<p>The rooms</p>${table}`);
    const style =
      '.sale{background:#ffe0e0;color:#990000 !important;padding:4px}td.sale{padding:8px}body{font-family:Georgia}' +
      '@media (max-width:9px){.sale{color:lime}}.sale:hover{color:lime}.sale{background-image:url(https://far.test/x)}';
    await put('Styled', `<style>${style}</style><table><tr><td class="sale" style="color:blue">Sale</td></tr></table>`);
    await put('Shop', `<table><tr><td bgcolor="#ffe0e0"><p>Sale</p></td></tr></table>${table}`);
    // The arriving row moves the others.
    await row(page, 'Shop').waitFor();
    const begin = async (subject: string): Promise<void> => {
      await row(page, subject).click();
      await page.getByRole('main').getByRole('button', { name: 'More' }).last().click();
      await page.getByRole('menuitem', { name: 'Edit as new' }).click();
      await writing(page).waitFor();
      await saved(page);
    };
    const draftOf = async (): Promise<string> => {
      const [, got] = await meg.jmap(
        ['Email/query', { filter: { hasKeyword: '$draft' } }],
        [
          'Email/get',
          {
            '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
            properties: ['bodyValues'],
            fetchHTMLBodyValues: true,
            fetchTextBodyValues: true,
          },
        ],
      );
      return JSON.stringify((got?.list ?? [])[0]);
    };
    const keptWith = (words: string): Promise<string> =>
      eventually('it is kept', async () => {
        const draft = await draftOf();
        return draft.includes(words) && draft;
      });
    await begin('Rooms');
    const cell = bodyOf(page).getByRole('cell', { name: '12 upstairs' });
    await cell.waitFor();
    assert.equal(await writing(page).getByText('shows this message in a simpler form').count(), 0);
    // Tab moves from cell to cell, and typing goes there.
    await bodyOf(page).getByText('Monday').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' 7th');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Room ');
    await bodyOf(page).getByRole('cell', { name: 'Room 12 upstairs' }).waitFor();
    const kept = await keptWith('Room 12');
    assert.match(kept, /<th[^>]*><div>Day<\/div><\/th>/);
    assert.match(kept, /<td colspan=\\"2\\"[^>]*><div>Room 12 <strong>upstairs/);
    assert.match(kept, /Monday 7th \| Room 12 upstairs/);
    await writing(page).getByRole('button', { name: 'Discard draft' }).click();

    await begin('Shop');
    await writing(page).getByText('shows this message in a simpler form').waitFor();
    assert.equal(await bodyOf(page).getByRole('table').count(), 1);
    await writing(page).getByRole('button', { name: 'Send it as it was' }).click();
    await keptWith('#ffe0e0');
    await writing(page).getByText('shows this message in a simpler form').waitFor({ state: 'detached' });
    await writing(page).getByRole('button', { name: 'Discard draft' }).click();

    // Its style rules go along at the elements they match, and do not change other text.
    await begin('Styled');
    await writing(page).getByRole('button', { name: 'Send it as it was' }).click();
    const styled = await keptWith('rgb(255, 224, 224)');
    assert.match(styled, /<td [^>]*style=\\"[^"]*color: rgb\(153, 0, 0\) !important/);
    assert.match(styled, /<td [^>]*style=\\"[^"]*padding: 8px/);
    assert.match(styled, /<div style=\\"font-family: Georgia/);
    assert.doesNotMatch(styled, /lime|far\.test|<style|hover/);
    assert.deepEqual(meg.faults, []);
  },
);

test(
  'a mail is redirected unchanged, with undo, and its recipient sees the author and who redirected it',
  needsBrowser,
  async () => {
    await using lou = await person('lou', { bypassCSP: true });
    await using moe = await person('moe');
    const { page } = lou;
    await letter('ned', 'lou', { subject: 'Plans', text: 'As Ned wrote it.' });
    const redirect = async (subject: string, to: string) => {
      await row(page, subject).click();
      const main = page.getByRole('main');
      await main.getByRole('region').getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Redirect' }).click();
      const dialog = page.getByRole('dialog', { name: 'Redirect' });
      await dialog.getByRole('combobox').fill(to);
      await dialog.getByRole('button', { name: 'Send' }).click();
      return dialog;
    };
    // The fault is shown, and what was typed stays.
    const dialog = await redirect('Plans', 'nobody at all');
    await dialog.getByText('These are not addresses: nobody at all').waitFor();
    assert.deepEqual(await seriousFaults(page), []);
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByRole('combobox').fill(moe.address);
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page
      .getByText(/Sending in/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Nobody got it').first().waitFor();
    assert.deepEqual([await lou.subjects('inbox'), await lou.subjects('drafts')], [['Plans'], []]);
    await redirect('Plans', moe.address);
    await letGo(lou, await behind());
    await row(moe.page, 'Plans').waitFor();
    await row(moe.page, 'Plans').click();
    const got = moe.page.getByRole('main');
    await got.getByText(`Passed on by ${lou.address}`).waitFor();
    await got.getByText('As Ned wrote it.').waitFor();
    assert.equal(await got.getByText('Sent by somebody signed in to this server').count(), 0);
    const [, emails] = await moe.jmap(
      ['Email/query', {}],
      [
        'Email/get',
        {
          '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
          properties: ['from', 'to', 'header:Return-Path'],
        },
      ],
    );
    const [email] = (emails?.list ?? []) as unknown as { from: object[]; to: object[] }[];
    assert.deepEqual(email, {
      ...email,
      from: [{ name: null, email: `ned@${DOMAIN}` }],
      to: [{ name: null, email: lou.address }],
      'header:Return-Path': ` <${lou.address}>`,
    });
    // The delivery is shown below the message.
    await page.getByRole('main').getByRole('region', { name: 'What became of it' }).getByText('delivered').waitFor();
    // A message that the person put there is not redirected in somebody else's name.
    await lou.put('inbox', `From: boss@far.test\nTo: x@y.test\nSubject: Made up\n\nx\n`);
    const refused = await redirect('Made up', moe.address);
    await refused.getByText('It was not sent: this message cannot be passed on as it is').waitFor();
    await page.keyboard.press('Escape');
    await refused.waitFor({ state: 'detached' });
    assert.deepEqual([lou.faults, moe.faults], [[], []]);
  },
);

test('editing a long mail as new keeps all of its text', needsBrowser, async () => {
  await using lea = await person('lea');
  const { page } = lea;
  const lines = Array.from({ length: 6_000 }, (_, n) => `${n} ${'word '.repeat(18)}`).join('\n');
  const head = `From: ${lea.address}\nTo: Ben <${BEN}>\nSubject: Long\nMIME-Version: 1.0\n`;
  await lea.put('sent', `${head}Content-Type: text/plain\n\n${lines}\nThe very end.\n`, { $seen: true });
  await page.reload();
  await page.getByRole('button', { name: /^Sent/ }).click();
  await row(page, 'Long').click();
  await page.getByRole('main').getByRole('button', { name: 'More' }).last().click();
  await page.getByRole('menuitem', { name: 'Edit as new' }).click();
  await writing(page).waitFor();
  assert.match(await wordsOf(bodyOf(page)), /The very end\.\s*$/);
  assert.deepEqual(lea.faults, []);
});

test(
  'a touch or Enter opens a draft to continue it, and the focus returns to it afterwards',
  needsBrowser,
  async () => {
    await using ned = await person('ned');
    const { page } = ned;
    const draft = (subject: string, more = '') =>
      ned.put('drafts', `From: ${ned.address}\nTo: ${BEN}\nSubject: ${subject}\n${more}\nWords\n`, {
        $draft: true,
        $seen: true,
      });
    await ned.put('inbox', `From: x@y.test\nTo: ${ned.address}\nSubject: Trip\nMessage-ID: <trip@y.test>\n\nCome?\n`);
    const answer = 'In-Reply-To: <trip@y.test>\nReferences: <trip@y.test>\n';
    await draft('Re: Trip', answer);
    await draft('Plan');
    await draft('Two', 'Message-ID: <one@y.test>\n');
    await draft('Re: Two', 'In-Reply-To: <one@y.test>\nReferences: <one@y.test>\n');
    await page.getByRole('button', { name: /^Drafts/ }).click();

    await row(page, 'Plan').click();
    await page.locator(':focus').and(bodyOf(page)).waitFor();
    assert.equal(await page.getByRole('main').getByRole('heading').count(), 0, 'it is not read beside');
    await page.keyboard.type('More ');
    await page.keyboard.press('Escape');
    // The last changed draft comes first and has the focus.
    const again = row(page, 'More Words');
    await again.and(page.locator('[aria-rowindex="1"]:focus')).waitFor();

    // The arrow keys show drafts without opening them for writing.
    await page.keyboard.press('ArrowDown');
    const seen = page.locator('[role=row][data-open=true]:focus');
    await seen.waitFor();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('main').getByRole('heading', { name: 'Plan' }).waitFor();
    assert.equal(await writing(page).count(), 0);
    await seen.and(again).press('Enter');
    await writing(page).waitFor();
    assert.equal(await writing(page).getByLabel('Subject').inputValue(), 'Plan');
    await page.keyboard.press('Escape');
    await writing(page).waitFor({ state: 'detached' });

    // A draft reply opens for writing too; with several drafts in a conversation the person chooses.
    await row(page, 'Re: Trip').click();
    await writing(page).waitFor();
    assert.equal(await writing(page).getByLabel('Subject').inputValue(), 'Re: Trip');
    await page.keyboard.press('Escape');
    await writing(page).waitFor({ state: 'detached' });
    await row(page, 'Two').click();
    await page.getByRole('main').getByRole('heading', { name: 'Two' }).waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Write' }).first().waitFor();
    assert.equal(await writing(page).count(), 0);
    // In the Inbox a conversation opens for reading, also while a reply to it is being written.
    await page.getByRole('button', { name: /^Inbox/ }).click();
    await row(page, 'Trip').click();
    await page.getByRole('main').getByText('Come?').waitFor();
    assert.equal(await writing(page).count(), 0);
    assert.deepEqual(ned.faults, []);
  },
);

test(
  'mailto links open a composer, here and from other programs; a pasted list becomes single addresses',
  needsBrowser,
  async () => {
    await using lou = await person('lou');
    const { page } = lou;
    const head = `From: li@y.test\nTo: ${lou.address}\nMIME-Version: 1.0\n`;
    const link = 'mailto:desk+1@y.test?cc=kim%40y.test&amp;subject=A%20%2B%20B&amp;body=One%0D%0ATwo';
    await lou.put('inbox', `${head}Subject: Linked\nContent-Type: text/html\n\n<p><a href="${link}">Ask us</a></p>\n`);
    await lou.put(
      'inbox',
      `${head}List-Unsubscribe: <https://y.test/leave>, <mailto:leave@y.test?subject=leave>\nSubject: Plain\n\nAsk desk@y.test, or sign at https://y.test/@desk\n`,
    );
    const people = () =>
      writing(page)
        .locator('[title*="@"]')
        .evaluateAll((all) => all.map(({ title }) => title));
    const close = async () => {
      await page.keyboard.press('Escape');
      await writing(page).waitFor({ state: 'detached' });
    };
    await row(page, 'Linked').click();
    await page.frameLocator('main iframe').getByRole('link', { name: 'Ask us' }).click();
    await writing(page).waitFor();
    assert.deepEqual(await people(), ['desk+1@y.test', 'kim@y.test']);
    assert.equal(await writing(page).getByLabel('Subject').inputValue(), 'A + B');
    await eventually(
      'its words',
      async () => (await wordsOf(bodyOf(page))).replace(/\n+/g, '\n').trim() === 'One\nTwo' || undefined,
    );
    await close();
    await row(page, 'Plain').click();
    await page.getByRole('main').getByRole('link').nth(1).waitFor();
    assert.deepEqual(
      await page
        .getByRole('main')
        .getByRole('link')
        .evaluateAll((all) => all.map((each) => each.getAttribute('href'))),
      ['mailto:desk@y.test', 'https://y.test/@desk'],
    );
    await page.getByRole('main').getByRole('link', { name: 'desk@y.test', exact: true }).click();
    await writing(page).waitFor();
    assert.deepEqual(await people(), ['desk@y.test']);
    await writing(page).getByRole('combobox').first().focus();
    await page.evaluate(`{
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'ann@y.test\\r\\nben@y.test\\r\\n');
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }`);
    await writing(page).getByTitle('ben@y.test').waitFor();
    assert.deepEqual(await people(), ['desk@y.test', 'ann@y.test', 'ben@y.test']);
    await close();
    await page.getByRole('main').getByRole('button', { name: 'More' }).last().click();
    await page.getByRole('menuitem', { name: 'Leave this list' }).click();
    await writing(page).waitFor();
    assert.deepEqual(await people(), ['leave@y.test']);
    assert.equal(await writing(page).getByLabel('Subject').inputValue(), 'leave');
    await close();
    // RFC 8058 with a signature that was valid when the message came and covers the field: the server unsubscribes.
    await lou.put(
      'inbox',
      [
        'Received: from y.test ([192.0.2.1]) by mail.postroom.test (Postroom) with ESMTPS id 1; Sat, 28 Nov 2026 10:00:00 +0000',
        'Authentication-Results: mail.postroom.test; dkim=pass header.d=y.test header.s=k header.b=AbCdEf12',
        'DKIM-Signature: v=1; a=rsa-sha256; d=y.test; s=k; bh=x; h=from:list-unsubscribe:list-unsubscribe-post; b=AbCdEf12',
        'List-Unsubscribe: <mailto:leave@y.test>, <https://y.test/leave>',
        `List-Unsubscribe-Post: List-Unsubscribe=One-Click\n${head}Subject: One click\n\nNews\n`,
      ].join('\n'),
    );
    const asked: string[] = [];
    await page.route('**/account/lists/leave', (route) => {
      asked.push(route.request().postData() ?? '');
      return route.fulfill({ status: 204 });
    });
    await row(page, 'One click').click();
    await page.getByRole('main').getByText('Really from y.test').waitFor();
    await page.getByRole('main').getByRole('button', { name: 'More' }).last().click();
    await page.getByRole('menuitem', { name: 'Leave this list' }).click();
    await page.getByText('y.test was told that you leave this list').first().waitFor();
    assert.match(asked.join(), /^\{"id":"E\d+"\}$/);
    assert.equal(await writing(page).count(), 0);
    // The address that a browser opens for a `mailto:` link.
    await page.goto(`${new URL(page.url()).origin}/?#mailto=${encodeURIComponent('mailto:ann@y.test?body=50%25')}`);
    await writing(page).waitFor();
    assert.deepEqual(await people(), ['ann@y.test']);
    await eventually('its words', async () => (await wordsOf(bodyOf(page))).trim() === '50%' || undefined);
    assert.equal(new URL(page.url()).hash, '');
    assert.deepEqual(lou.faults, []);
  },
);
