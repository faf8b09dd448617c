import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { sendButton } from '../../support/composer.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row, signOut, write } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// Without a connection: mail that was seen can be read, and changes are made when the connection is back.

const { person } = pagePeople(async () => await sharedFixture(), `offline-${process.pid}.test`, 'whole');

const mail = (subject: string, text = 'x') =>
  `From: x@y.test\nSubject: ${subject}\nMessage-ID: <${subject}@y.test>\n\n${text}\n`;
const inMain = (page: Page, words: string) => page.getByRole('main').getByText(words, { exact: true });
const banner = (page: Page, words: RegExp) => page.getByRole('status').filter({ hasText: words });

/** Waits until the page itself is stored on the device. */
async function kept(page: Page): Promise<void> {
  await eventually('the page is kept', async () => {
    const there = await page.evaluate(
      "navigator.serviceWorker?.controller ? caches.open('postroom-shell').then((cache) => cache.keys()).then((keys) => keys.length) : 0",
    );
    return (there as number) > 10 || undefined;
  });
}

/** Waits until the device's database has matching data. Does not create the database where the page has not done so yet. */
async function keeps(page: Page, store: 'views' | 'messages', found: RegExp): Promise<void> {
  const all = `new Promise((resolve) => {
    const request = indexedDB.open('postroom.' + localStorage.getItem('postroom.last'));
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = () => resolve('');
    request.onsuccess = () => {
      const all = request.result.transaction('${store}').objectStore('${store}').getAll();
      all.onsuccess = () => { request.result.close(); resolve(JSON.stringify(all.result)); };
    };
  })`;
  await eventually(`${store} are kept`, async () => found.test((await page.evaluate(all)) as string) || undefined);
}

test(
  'the page opens offline with what was seen before, and changes made offline are sent later',
  needsBrowser,
  async () => {
    await using ann = await person('ann', { serviceWorkers: 'allow' });
    const { page, context } = ann;
    const ids: Record<string, string> = {};
    for (const subject of ['Old', 'Away', 'Gone', 'Star', 'Plain'])
      ids[subject] = await ann.put('inbox', mail(subject, `text of ${subject}`));
    await row(page, 'Plain').waitFor();
    await row(page, 'Star').click();
    await inMain(page, 'text of Star').waitFor();
    // Waits for the unread count, so that marking as read does not wait for the connection too.
    await page.getByRole('button', { name: 'Inbox 4 unread' }).waitFor();
    await kept(page);
    await keeps(page, 'messages', /text of Star/);
    await keeps(page, 'views', /"Plain".*"\$seen":true|"\$seen":true.*"Plain"/);
    await context.setOffline(true);
    // The banner comes before any request is made.
    await banner(page, /No connection\./).waitFor();
    await page.reload();
    await row(page, 'Plain').waitFor();
    await page.goto(new URL('/mail/a-bookmark', page.url()).href);
    await row(page, 'Plain').waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
    await banner(page, /No connection\./).waitFor();
    await row(page, 'Star').click();
    await inMain(page, 'text of Star').waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Star', exact: true }).click();
    await page.getByRole('main').getByRole('button', { name: 'Remove star' }).waitFor();
    await row(page, 'Away').hover();
    await row(page, 'Away').getByRole('button', { name: 'Archive' }).click();
    await row(page, 'Gone').hover();
    await row(page, 'Gone').getByRole('button', { name: 'Delete' }).click();
    await row(page, 'Old').hover();
    await row(page, 'Old').getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, 'Old').waitFor();
    // Each change is stored, and one that was undone counts twice.
    await banner(page, /5 changes wait\./).waitFor();
    // Meanwhile another program marks one of them, and destroys another one.
    await ann.jmap([
      'Email/set',
      { update: { [ids.Away as string]: { 'keywords/elsewhere': true } }, destroy: [ids.Gone] },
    ]);
    // The changes are stored on the device, not in the tab.
    await page.reload();
    await banner(page, /changes wait\./).waitFor();
    await row(page, 'Plain').waitFor();
    assert.equal(await row(page, 'Away').count(), 0);

    await context.setOffline(false);
    await page
      .getByText(/changes you made offline are saved/)
      .first()
      .waitFor();
    await banner(page, /No connection/).waitFor({ state: 'detached' });
    assert.deepEqual(await ann.subjects('inbox'), ['Old', 'Plain', 'Star']);
    assert.deepEqual([await ann.subjects('archive'), await ann.subjects('trash')], [['Away'], []]);
    const [got] = await ann.jmap(['Email/get', { ids: [ids.Star, ids.Away], properties: ['keywords'] }]);
    const keywords = ((got?.list ?? []) as unknown as { keywords: object }[]).map((each) =>
      Object.keys(each.keywords).sort(),
    );
    assert.deepEqual(keywords[0], ['$flagged', '$seen']);
    assert.ok(keywords[1]?.includes('elsewhere'), 'what others did stays');

    // A message waits, and its page is closed: the service worker sends it, and the next page knows that.
    await write(page, ann.address, 'From the train', 'Closed.');
    await context.setOffline(true);
    await sendButton(page).click();
    await page.getByText('goes as soon as there is one, even if you close this page').first().waitFor();
    const url = page.url();
    await page.close();
    assert.deepEqual(await ann.subjects('sent'), []);
    await context.setOffline(false);
    await connectionIsBack(context, url);
    await eventually('it is sent', async () => (await ann.subjects('sent')).length > 0 || undefined);
    const next = await context.newPage();
    await next.goto(url);
    await next.getByText('Sent', { exact: true }).first().waitFor();
    await eventually('nothing waits', async () => {
      const names = await next.evaluate("Object.keys(localStorage).filter((name) => name.includes('.draft.'))");
      return (names as string[]).length === 0 || undefined;
    });
    assert.deepEqual([await ann.subjects('sent'), await ann.subjects('drafts')], [['From the train'], []]);
    const [submissions] = await ann.jmap(['EmailSubmission/query', {}]);
    assert.equal(((submissions?.ids ?? []) as unknown[]).length, 1);
  },
);

/** Has the browser wake the service worker of a page that is closed, as it does when there is a connection again. */
async function connectionIsBack(context: BrowserContext, url: string): Promise<void> {
  const other = await context.newPage();
  const session = await context.newCDPSession(other);
  const isKnown = Promise.withResolvers<string>();
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    for (const { scopeURL, registrationId } of registrations)
      if (url.startsWith(scopeURL)) isKnown.resolve(registrationId);
  });
  await session.send('ServiceWorker.enable');
  await other.goto(new URL('/icon.svg', url).href);
  const event = { registrationId: await isKnown.promise, tag: 'postroom.outbox', lastChance: false };
  await session.send('ServiceWorker.dispatchSyncEvent', { origin: new URL(url).origin, ...event });
  await other.close();
}

test('signing out leaves no data on the device', needsBrowser, async () => {
  await using bob = await person('bob');
  const { page } = bob;
  await bob.put('inbox', mail('Secret'));
  await row(page, 'Secret').click();
  await inMain(page, 'x').waitFor();
  await keeps(page, 'messages', /Secret/);
  await signOut(page);
  await page.locator('input[name=login]').waitFor();
  const databases = 'indexedDB.databases().then((all) => all.map(({ name }) => name))';
  await eventually('it is gone', async () => ((await page.evaluate(databases)) as string[]).length === 0 || undefined);
  assert.equal(await page.evaluate("localStorage.getItem('postroom.last')"), null);
});
