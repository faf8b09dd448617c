import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { bodyOf, saved, sendButton } from '../../support/composer.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, write, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// Mail that is sent without a connection goes out when there is one, and only once.

const DOMAIN = `outbox-${process.pid}.test`;
const { person, account } = pagePeople(async () => await sharedFixture(), DOMAIN);
const BEN = `ben@${DOMAIN}`;

before(async () => {
  if (!needsBrowser.skip) await account('ben');
});

test(
  'a mail sent offline waits in the outbox, can be taken out and changed, and survives closing its tab',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page, context } = ann;
    await write(page, BEN, 'From the train', 'In the tunnel.');
    await saved(page);
    await context.setOffline(true);
    await sendButton(page).click();
    const waits = page.getByRole('button', { name: 'Waits for the connection From the train' });
    await waits.waitFor();
    await page.getByText('No connection. It waits on this device').first().waitFor();
    assert.equal(await writing(page).count(), 0);
    await waits.click();
    await page.getByText('Taken back. It is a draft again.').first().waitFor();
    await bodyOf(page).fill('Behind the tunnel.');
    await sendButton(page).click();
    await waits.waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await sendButton(page).click();
    await waits.waitFor();
    // The tab is closed; the next one finds the message.
    await page.close();
    assert.deepEqual(await ann.subjects('sent'), []);
    await context.setOffline(false);
    const later = await context.newPage();
    await later.goto(page.url());
    await eventually('it is sent', async () => (await ann.subjects('sent')).length > 0 || undefined);
    await later
      .getByText(/Sending in/)
      .first()
      .waitFor();
    await later.getByRole('button', { name: 'Undo' }).click();
    await bodyOf(later).getByText('Behind the tunnel.').waitFor();
    assert.deepEqual(await ann.subjects('sent'), []);
    // It may be being saved: for a moment the new email stands beside the former one.
    await eventually(
      'one draft alone',
      async () => (await ann.subjects('drafts')).join() === 'From the train' || undefined,
    );
  },
);

test(
  'a mail is sent once, whether the connection breaks before or after the server accepts it',
  needsBrowser,
  async () => {
    await using cid = await person('cid');
    const { page } = cid;
    for (const [subject, arrives] of [
      ['Never arrived', false],
      ['No answer came', true],
    ] as const) {
      // The message is first saved as a draft, then sent; each request loses its answer once.
      const toCut = new Set(['"create":{"draft"', '"HOLDFOR"']);
      await page.route('**/jmap/api', async (route) => {
        const asked = route.request().postData() ?? '';
        const cut = [...toCut].find((each) => asked.includes(each));
        if (!cut) return route.continue();
        toCut.delete(cut);
        if (arrives) await route.fetch();
        return route.abort('connectionreset');
      });
      await write(page, BEN, subject, 'Only once.');
      await sendButton(page).click();
      await eventually('it is sent', async () => (await cid.subjects('sent')).includes(subject) || undefined);
      await page.getByText(/^Sent/).first().waitFor();
      await writing(page).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: new RegExp(subject) }).waitFor({ state: 'detached' });
      await page.unroute('**/jmap/api');
    }
    const [submissions] = await cid.jmap(['EmailSubmission/query', {}]);
    assert.equal(((submissions?.ids ?? []) as unknown[]).length, 2);
    await eventually('no draft stays', async () => (await cid.subjects('drafts')).length === 0 || undefined);
  },
);

test('a mail from the outbox that the server refuses is shown with the reason', needsBrowser, async () => {
  await using dan = await person('dan');
  const { page, context } = dan;
  await write(page, `nobody@${DOMAIN}`, 'To nobody', 'x');
  await saved(page);
  await context.setOffline(true);
  await sendButton(page).click();
  await page.getByText('Waits for the connection').waitFor();
  await context.setOffline(false);
  await page
    .getByText(/It was not sent: /)
    .first()
    .waitFor();
  assert.equal(await writing(page).getByLabel('Subject').inputValue(), 'To nobody');
  assert.deepEqual(await dan.subjects('sent'), []);
});

test(
  'the browser warns before closing a page that is sending, and the next page sends the rest once',
  needsBrowser,
  async () => {
    await using eli = await person('eli');
    const { page, context } = eli;
    const isAsked = Promise.withResolvers<void>();
    await page.route('**/jmap/api', (route) => {
      if (!route.request().postData()?.includes('"HOLDFOR"')) return route.continue();
      // The request gets no answer.
      return isAsked.resolve();
    });
    await write(page, BEN, 'Closing', 'Text');
    await sendButton(page).click();
    await isAsked.promise;
    const question = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const dialog = await question;
    assert.equal(dialog.type(), 'beforeunload');
    const closed = page.waitForEvent('close');
    await dialog.accept();
    await closed;
    const next = await context.newPage();
    await next.goto(page.url());
    await eventually('it is sent', async () => (await eli.subjects('sent')).length > 0 || undefined);
    await eventually('no draft stays', async () => (await eli.subjects('drafts')).length === 0 || undefined);
    const [submissions] = await eli.jmap(['EmailSubmission/query', {}]);
    assert.equal(((submissions?.ids ?? []) as unknown[]).length, 1);
  },
);
