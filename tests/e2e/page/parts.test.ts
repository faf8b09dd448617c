import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from '../../support/accounts.ts';
import { needsBrowser, signIn } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row, signOut, write, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// The page is loaded in parts. A connection that breaks meanwhile costs only time.

const DOMAIN = `parts-${process.pid}.test`;
const { person } = pagePeople(async () => await sharedFixture(), DOMAIN);

test('parts of the page that failed to load are tried again, and the rest works meanwhile', needsBrowser, async () => {
  await using ann = await person('ann');
  const { page } = ann;
  await ann.put('inbox', 'From: li@y.test\nSubject: Looks\nContent-Type: text/html\n\n<p>With <b>looks</b></p>\n');
  await ann.put('inbox', 'From: li@y.test\nSubject: Plain\n\nWithout any\n');
  let isBroken = true;
  const refused = new Set<string>();
  await page.route(/\/assets\/(?:HtmlFrame|Composers|quote|Delivery)-[\w-]{8}\.js$/, async (route) => {
    if (!isBroken) return route.continue();
    refused.add(/(\w+)-/.exec(route.request().url())?.[1] ?? '');
    return route.abort();
  });
  await page.reload();
  await row(page, 'Looks').click();
  await page.getByRole('heading', { name: 'Looks' }).waitFor();
  await row(page, 'Plain').click();
  await page.getByRole('main').getByText('Without any').waitFor();
  await page.getByRole('main').getByRole('button', { name: 'Reply', exact: true }).click();
  await page.getByText('there is no connection').first().waitFor();
  await row(page, 'Looks').click();
  await page.getByRole('heading', { name: 'Looks' }).waitFor();
  await eventually('each was asked for', async () =>
    ['HtmlFrame', 'Composers', 'quote'].every((each) => refused.has(each)),
  );

  isBroken = false;
  await page.frameLocator('iframe').getByText('With looks').waitFor();
  await write(page, ann.address, 'To myself', 'Words');
  await writing(page).getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: /^Sent/ }).click();
  await row(page, 'To myself').click();
  await page.getByRole('region', { name: 'What became of it' }).waitFor();

  // The server has a newer release, and no files of this one.
  await page.route(/\/assets\/(?:Composers|EmptyList)-[\w-]{8}\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.reload();
  await page.getByText('There is a new version of this page').waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Reload' }).click();
  await row(page, 'To myself').waitFor();
  await write(page, ann.address, 'Anew', 'Words');
});

test('a page whose texts failed to load begins anew as soon as they can be loaded', needsBrowser, async () => {
  await using cat = await person('cat');
  const { page } = cat;
  await cat.put('inbox', 'From: li@y.test\nSubject: In words\n\nx\n');
  let isBroken = true;
  let asked = 0;
  await page.route(/\/assets\/en-[\w-]{8}\.js$/, (route) => {
    asked++;
    return isBroken ? route.abort() : route.continue();
  });
  await page.reload();
  await eventually('the texts were asked for again', async () => asked >= 3);
  assert.equal(await page.getByRole('row').count(), 0);
  isBroken = false;
  await row(page, 'In words').waitFor();
});

test(
  'the first rows are requested before the page runs, or later from a server of the previous release',
  needsBrowser,
  async () => {
    await using eve = await person('eve');
    const { page } = eve;
    await eve.put('inbox', 'From: li@y.test\nSubject: There already\n\nx\n');
    await row(page, 'There already').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.postData() ?? ''));
    await page.reload();
    await row(page, 'There already').waitFor();
    // Calls without properties ask whether something has changed; nothing else is requested again.
    assert.ok(
      !asked.some((body) => /Email\/query|Quota\/get|"Identity\/get",\{"accountId":"[^"]+"\}/.test(body)),
      String(asked),
    );

    await page.route('**/jmap/first', (route) => route.fulfill({ status: 404, body: '{}' }));
    await page.reload();
    await row(page, 'There already').waitFor();
    assert.ok(asked.some((body) => body.includes('Email/query')));
    await page.unroute('**/jmap/first');

    // A slow server: the rows that are not there yet are seen to be on their way.
    const isHeld = Promise.withResolvers<void>();
    await page.route('**/jmap/api', async (route) => {
      await isHeld.promise;
      await route.fallback();
    });
    await page.getByRole('button', { name: 'Archive', exact: true }).first().click();
    await page.locator('#list [class*=waiting]').waitFor();
    isHeld.resolve();
    await page.locator('#list [class*=waiting]').waitFor({ state: 'detached' });
    await page.unroute('**/jmap/api');

    // Responses that came ahead as the page began belong to nobody who signs in later.
    await signOut(page);
    const anew = page.waitForRequest('**/jmap/first?anew');
    await signIn(page, eve.address, PASSWORD);
    await anew;
    await row(page, 'There already').waitFor();
  },
);

test('the buttons below a mail are shown only once they no longer move', needsBrowser, async () => {
  await using bob = await person('bob', { bypassCSP: true });
  const { page } = bob;
  await bob.put('inbox', `From: li@y.test\nSubject: Tall\nContent-Type: text/html\n\n${'<p>A line</p>'.repeat(9)}\n`);
  await row(page, 'Tall').waitFor();
  // Without animations, so that the wait for the message does not end early on a slow machine.
  await page.addStyleTag({ content: '* { animation: none !important }' });
  // Notes in each frame where “Reply” stands.
  await page.evaluate(`{
    const look = () => {
      const reply = [...document.querySelectorAll('main footer button')].find(({ innerText }) => innerText === 'Reply');
      if (reply?.checkVisibility({ visibilityProperty: true })) (window.tops ??= new Set()).add(reply.getBoundingClientRect().top);
      requestAnimationFrame(look);
    };
    look();
  }`);
  await row(page, 'Tall').click();
  await page.frameLocator('iframe').getByText('A line').last().waitFor();
  await page.getByRole('main').getByRole('button', { name: 'Reply', exact: true }).hover();
  assert.equal(await page.evaluate('window.tops.size'), 1);
});
