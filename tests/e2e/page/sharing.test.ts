import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addGroup } from '@postroom/directory';
import type { Locator, Page } from 'playwright-core';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { imapflow } from '../../support/mail-programs.ts';
import { type Person, pagePeople } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const DOMAIN = `sharing-${process.pid}.test`;
const { person, account, behind } = pagePeople(async () => await sharedFixture(), DOMAIN);

const folder = (page: Page, name: string): Locator =>
  page.getByRole('navigation').getByRole('button', { name, exact: true });

async function makeFolder(who: Person, name: string): Promise<string> {
  const [answer] = await who.jmap(['Mailbox/set', { create: { new: { name, isSubscribed: true } } }]);
  await folder(who.page, name).waitFor();
  return ((answer?.created ?? {}) as unknown as { new: { id: string } }).new.id;
}

test('a folder is shared, its rights are changed, and it is unshared', needsBrowser, async () => {
  const bobs = await account('bob');
  await using ann = await person('ann');
  const { page } = ann;
  const team = await makeFolder(ann, 'Team');
  await using bob = await imapflow(await behind(), `bob@${DOMAIN}`);
  const seenByBob = async (isThere: boolean): Promise<unknown> =>
    eventually(`Team is ${isThere ? '' : 'not '}there for bob`, async () => {
      const paths = (await bob.list()).map(({ path }) => path);
      return paths.includes(`Other Users/ann@${DOMAIN}/Team`) === isThere;
    });
  const mayDo = async (): Promise<string[]> => {
    const [got] = await ann.jmap(['Mailbox/get', { ids: [team], properties: ['shareWith'] }]);
    const [mailbox] = (got?.list ?? []) as unknown as { shareWith: Record<string, Record<string, boolean>> | null }[];
    const rights = Object.entries(mailbox?.shareWith?.[`P${bobs}`] ?? {});
    return rights.flatMap(([name, has]) => (has ? [name] : [])).sort();
  };

  // With the keyboard alone.
  await page.getByRole('button', { name: 'Options of Team' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Share with…' }).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Share Team' });
  await dialog.getByText('Only you see this folder.').waitFor();
  await dialog.getByRole('combobox', { name: 'Share with' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('nobody-like-that');
  await dialog.getByText('Nobody else here').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.type('BOB@');
  await dialog.getByRole('option', { name: `bob@${DOMAIN}` }).waitFor();
  await page.keyboard.press('Enter');
  await dialog.getByText(`bob@${DOMAIN} can see this folder now.`).waitFor();
  await seenByBob(true);
  assert.deepEqual(await mayDo(), ['mayReadItems', 'maySetSeen']);

  await dialog.getByLabel(`What bob@${DOMAIN} may do`).selectOption({ label: 'Read and mark' });
  await dialog.getByText(`bob@${DOMAIN}: Read and mark`).waitFor();
  assert.deepEqual(await mayDo(), ['mayReadItems', 'maySetKeywords', 'maySetSeen']);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Options of Team' }).and(page.locator(':focus')).waitFor();
  await page.reload();
  await folder(page, 'Team shared').waitFor();

  await page.getByRole('button', { name: 'Options of Team' }).click();
  await page.getByRole('menuitem', { name: 'Share with…' }).click();
  await dialog.getByRole('button', { name: `Stop sharing with bob@${DOMAIN}` }).click();
  await dialog.getByText(`bob@${DOMAIN} can no longer see this folder.`).waitFor();
  await seenByBob(false);
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await seenByBob(true);
  assert.deepEqual(await mayDo(), ['mayReadItems', 'maySetKeywords', 'maySetSeen']);
  await dialog.getByRole('button', { name: `Stop sharing with bob@${DOMAIN}` }).click();
  await seenByBob(false);
  await page.keyboard.press('Escape');
  await folder(page, 'Team').waitFor();
  assert.deepEqual(ann.faults, []);
});

test('a failed sharing changes nothing, and the dialog says why', needsBrowser, async () => {
  await account('bob');
  await using cid = await person('cid');
  const { page } = cid;
  await makeFolder(cid, 'Plans');
  await page.getByRole('button', { name: 'Options of Plans' }).click();
  await page.getByRole('menuitem', { name: 'Share with…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share Plans' });
  await dialog.getByRole('combobox', { name: 'Share with' }).fill('bob');
  await dialog.getByRole('option', { name: `bob@${DOMAIN}` }).waitFor();
  await page.route('**/jmap/api', (route) => route.abort());
  await dialog.getByRole('option', { name: `bob@${DOMAIN}` }).click();
  await dialog.getByText('There is no connection. Nothing was changed.').waitFor();
  await dialog.getByText('Only you see this folder.').waitFor();
  await page.unroute('**/jmap/api');

  // The account is suspended after it was found and before it is chosen.
  const found = page.waitForResponse((response) => /Principal\/query/.test(response.request().postData() ?? ''));
  await dialog.getByRole('combobox', { name: 'Share with' }).fill('bob@');
  await found;
  await dialog.getByRole('option', { name: `bob@${DOMAIN}` }).waitFor();
  const { stage } = await behind();
  await stage.pool.query("update accounts set status = 'suspended' where address = $1", [`bob@${DOMAIN}`]);
  await dialog.getByRole('option', { name: `bob@${DOMAIN}` }).click();
  await dialog.getByText('They no longer have an account here. Nothing was changed.').waitFor();
  await dialog.getByText('Only you see this folder.').waitFor();
  await stage.pool.query("update accounts set status = 'active' where address = $1", [`bob@${DOMAIN}`]);

  // The first of two changes fails: both results are shown, in order.
  await dialog.getByRole('combobox', { name: 'Share with' }).fill('bob');
  await dialog.getByRole('option', { name: `bob@${DOMAIN}` }).click();
  await dialog.getByText(`bob@${DOMAIN} can see this folder now.`).waitFor();
  const chosen = Promise.withResolvers<void>();
  let isFirst = true;
  await page.route('**/jmap/api', async (route) => {
    if (!isFirst || !route.request().postData()?.includes('shareWith/')) return route.continue();
    isFirst = false;
    await chosen.promise;
    return route.abort();
  });
  const level = dialog.getByLabel(`What bob@${DOMAIN} may do`);
  await level.selectOption({ label: 'Write' });
  await level.selectOption({ label: 'Manage' });
  chosen.resolve();
  await dialog.getByText(`There is no connection. Nothing was changed. bob@${DOMAIN}: Manage`).waitFor();
});

test('a member of a group can read its shared folders from joining until leaving the group', needsBrowser, async () => {
  await using fay = await person('fay');
  await using gil = await person('gil', { locale: 'zh-CN' });
  const { platform } = await behind();
  const admin = async (method: string, path: string, body?: object): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${platform.ports.ADMIN_PORT}/api/v1/groups${path}`, {
      method,
      headers: {
        authorization: `Bearer ${platform.adminToken}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  };
  const crew = `crew@${DOMAIN}`;
  await admin('POST', '', { address: crew, displayName: 'Crew' });
  const log = await makeFolder(fay, 'Log');
  const put = async (subject: string): Promise<void> => {
    const id = await fay.put('inbox', `From: x@y.test\nTo: c@y.test\nSubject: ${subject}\n\nText of ${subject}\n`);
    await fay.jmap(['Email/set', { update: { [id]: { mailboxIds: { [log]: true } } } }]);
  };
  await put('Day 1');
  await fay.page.getByRole('button', { name: 'Options of Log' }).click();
  await fay.page.getByRole('menuitem', { name: 'Share with…' }).click();
  const dialog = fay.page.getByRole('dialog', { name: 'Share Log' });
  await dialog.getByRole('combobox', { name: 'Share with' }).fill('crew');
  await dialog.getByRole('option', { name: 'Crew' }).click();
  await dialog.getByText('Crew can see this folder now.').waitFor();
  const { page } = gil;
  const shared = page.getByRole('list', { name: fay.address });
  assert.equal(await shared.count(), 0);

  await admin('PUT', `/${crew}/members/${gil.address}`);
  await shared.getByRole('button', { name: /^Log/ }).click();
  await page.locator('[role=row]', { hasText: 'Day 1' }).click();
  await page.getByRole('main').getByText('Text of Day 1').waitFor();
  // While the pointer is on the list, new rows would wait above it.
  await page.mouse.move(0, 0);
  await put('Day 2');
  await page.locator('[role=row]', { hasText: 'Day 2' }).waitFor();

  await admin('DELETE', `/${crew}/members/${gil.address}`);
  await shared.waitFor({ state: 'detached' });
  await page.locator('[role=row]').first().waitFor({ state: 'detached' });
  assert.deepEqual([fay.faults, gil.faults], [[], []]);
});

test('axe finds no serious problem where a folder is shared with people and groups', needsBrowser, async () => {
  await account('bob');
  const { stage } = await behind();
  await addGroup(stage.pool, `sailors@${DOMAIN}`, '水手 Sailors');
  for (const [locale, colorScheme, width] of [
    ['en-GB', 'light', 1440],
    ['zh-CN', 'dark', 390],
  ] as const) {
    const who = `eve-${width}`;
    await using eve = await person(who, { locale, colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
    const { page } = eve;
    const create = { new: { name: 'Boat', isSubscribed: true } };
    await eve.jmap(['Mailbox/set', { create }]);
    if (width < 768) await page.getByRole('button', { name: '文件夹' }).first().click();
    await page.getByRole('button', { name: /^(Options of Boat|“Boat”的选项)$/ }).click();
    await page.getByRole('menuitem').first().click();
    const dialog = page.locator('dialog');
    for (const [typed, found] of [
      ['水手', '水手 Sailors'],
      ['bob', `bob@${DOMAIN}`],
    ] as const) {
      await dialog.getByRole('combobox').first().fill(typed);
      await dialog.getByRole('option', { name: found }).waitFor();
      assert.deepEqual(await seriousFaults(page), [], `searching in ${locale}`);
      await page.keyboard.press('Enter');
      await dialog.getByRole('listitem').filter({ hasText: found }).waitFor();
    }
    assert.deepEqual(await seriousFaults(page), [], `shared in ${locale}`);
    const inside = (await page.evaluate('document.documentElement.scrollWidth')) as number;
    assert.ok(inside <= width, `${inside} wide`);
  }
});
