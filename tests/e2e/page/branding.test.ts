import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, signOut, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// An operator gives a domain its own look; its people see it under every name of the server.

const { person, account, behind } = pagePeople(async () => await sharedFixture(), `choir-${process.pid}.localhost`);
const domain = `choir-${process.pid}.localhost`;

const LOGO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAKUlEQVR42u3MQREAAAwCIHOb3hD77SAA6VEEAoFAIBAIBAKBQCAQfA8Gsbmgar1oxUEAAAAASUVORK5CYII=',
  'base64',
);

test('users of a domain see its name, logo, colour and links, and nobody else does', needsBrowser, async () => {
  await account('ann');
  const { platform } = await behind();
  const admin = async (method: string, path: string, body: object) => {
    const response = await fetch(`http://127.0.0.1:${platform.ports.ADMIN_PORT}/api/v1${path}?scope=${domain}`, {
      method,
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${platform.adminToken}`, 'content-type': 'application/json' },
    });
    assert.equal(response.status, 200, await response.text());
  };
  const helpUrl = 'https://help.example/"onclick="x';
  await admin('PUT', '/branding', {
    name: 'Choir <b>Mail</b>',
    accent: '#7a1fa2',
    accentDark: null,
    signInText: 'Rehearsal on Tuesday',
    helpUrl,
    privacyUrl: null,
    imprintUrl: null,
  });
  await admin('PUT', '/branding/pictures/logo', { data: LOGO.toString('base64') });
  const isKnown = async () => {
    const page = await (await fetch(`http://127.0.0.1:${platform.ports.HTTP_PORT}/`)).text();
    return page.includes('isOneOfMany&quot;:true') || undefined;
  };
  // For ten seconds web-access may still serve what it had cached.
  await eventually('the page knows that domains look otherwise', isKnown, 30_000);
  await using ann = await person('ann');
  const { page } = ann;
  await page.getByText('Choir <b>Mail</b>', { exact: true }).waitFor();
  assert.equal(await page.title(), 'Choir <b>Mail</b>');
  // The background colour of the main button.
  const colour = (): Promise<unknown> =>
    page.evaluate("getComputedStyle(document.querySelector('button.main')).backgroundColor");
  await eventually('the button has its colour', async () => (await colour()) === 'rgb(122, 31, 162)' || undefined);
  const logo = page.locator('.mark img[data-on=light]').first();
  await logo.waitFor();
  const width = await logo.evaluate(async (element) => {
    const picture = element as unknown as { decode(): Promise<void>; naturalWidth: number };
    await picture.decode();
    return picture.naturalWidth;
  });
  assert.equal(width, 64);
  // The title of a compose window stays that of its message, also when the brand is loaded later.
  const known = Promise.withResolvers<void>();
  await ann.context.route('**/brand?*', (route) => known.promise.then(() => route.continue()));
  await page.keyboard.press('c');
  await writing(page).getByLabel('Subject').fill('Concert');
  const opening = ann.context.waitForEvent('page');
  await writing(page).getByRole('button', { name: 'In a window of its own' }).click();
  const other = await opening;
  await eventually('it is called as the mail is', async () => (await other.title()) === 'Concert');
  const answer = other.waitForResponse('**/brand?*');
  known.resolve();
  await (await answer).finished();
  await other.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  assert.equal(await other.title(), 'Concert');
  const closed = other.waitForEvent('close');
  await writing(other).getByRole('button', { name: 'Discard draft' }).click();
  // The window may have closed by itself.
  await Promise.race([closed, writing(other).waitFor({ state: 'detached' })]).catch(() => closed);
  await other.close();
  await page.reload();
  await page.getByText('Choir <b>Mail</b>', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Settings' }).first().click();
  const help = page.locator('dialog').getByRole('link', { name: 'Help' });
  assert.equal(await help.getAttribute('href'), helpUrl);
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await signOut(page);
  // The server's name belongs to no domain, so a signed-out person sees the platform's look.
  await page.getByRole('heading', { name: 'Sign in to your mail' }).waitFor();
  await page.getByText('Postroom', { exact: true }).waitFor();
  assert.equal(await page.getByText('Rehearsal').count(), 0);
  assert.deepEqual(ann.faults, []);
  // Under a name of the domain (browsers resolve names below localhost), the page has its look before anybody signs in.
  await page.goto(`http://mail.${domain}:${platform.ports.HTTP_PORT}/`);
  await page.getByText('Rehearsal on Tuesday').waitFor();
  await page.getByText('Choir <b>Mail</b>', { exact: true }).waitFor();
  await eventually('its colour, too', async () => (await colour()) === 'rgb(122, 31, 162)' || undefined);
  await page.goto(`http://mail.${domain}:${platform.ports.HTTP_PORT}/join`);
  await page.getByText('Choir <b>Mail</b>', { exact: true }).waitFor();
  await eventually('and its title', async () => / · Choir <b>Mail<\/b>$/.test(await page.title()) || undefined);
});
