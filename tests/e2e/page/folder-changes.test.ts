import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { type Person, pagePeople, row } from '../../support/page-people.ts';
import { sharedHouse } from '../../support/shared-house.ts';

const { person, account } = pagePeople(async () => await sharedHouse(), `folder-changes-${process.pid}.test`);

const folder = (page: Page, name: string): Locator =>
  page.getByRole('navigation').getByRole('button', { name, exact: true });

/** Chooses what changes a folder, and answers what is asked: a name, yes (true) or no. */
async function change(page: Page, of: string, item: string, answer: string | boolean): Promise<string> {
  await page.getByRole('button', { name: `Options of ${of}`, exact: true }).click();
  const asked = page.waitForEvent('dialog').then(async (dialog) => {
    await (answer === false ? dialog.dismiss() : dialog.accept(answer === true ? undefined : answer));
    return dialog.message();
  });
  await page.getByRole('menuitem', { name: item }).click();
  return asked;
}

/** Names of all folders of the person's own that have no role, each behind the one it is in. */
async function paths(who: Person): Promise<string[]> {
  const [got] = await who.jmap(['Mailbox/get', { properties: ['name', 'parentId', 'role'] }]);
  const list = (got?.list ?? []) as { id: string; name: string; parentId: string | null; role: string | null }[];
  const path = ({ name, parentId }: (typeof list)[0]): string => {
    const parent = list.find(({ id }) => id === parentId);
    return parent ? `${path(parent)}/${name}` : name;
  };
  return list
    .filter(({ role }) => role === null)
    .map(path)
    .sort();
}

const become = (who: Person, wanted: string[]) =>
  eventually(`folders ${wanted}`, async () => JSON.stringify(await paths(who)) === JSON.stringify(wanted));

async function make(who: Person, name: string): Promise<string> {
  const [answer] = await who.jmap(['Mailbox/set', { create: { new: { name, isSubscribed: true } } }]);
  return ((answer?.created ?? {}) as unknown as { new: { id: string } }).new.id;
}

test(
  'folders are made in others, get other names and are deleted with their mail, after a question',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    const trips = await make(ann, 'Trips');
    const mail = await ann.put('inbox', 'From: x@y.test\nSubject: Fjord\n\nx\n');
    await ann.jmap(['Email/set', { update: { [mail]: { mailboxIds: { [trips]: true } } } }]);
    await folder(page, 'Trips 1 unread').waitFor();

    assert.equal(await change(page, 'Trips', 'New folder in it …', 'Norway'), 'Name of the new folder in “Trips”');
    await folder(page, 'Norway').waitFor();
    assert.equal(await folder(page, 'Norway').getAttribute('data-depth'), '1');
    await change(page, 'Norway', 'Rename …', 'Sweden');
    await folder(page, 'Sweden').waitFor();
    await become(ann, ['Trips', 'Trips/Sweden']);

    // What has folders in it stays, and so does what one does not want to delete after all.
    await change(page, 'Trips', 'Delete …', true);
    await page.getByText('There are folders in “Trips”. Delete these first.').first().waitFor();
    assert.equal(await change(page, 'Sweden', 'Delete …', false), 'Delete the folder “Sweden”?');
    await change(page, 'Sweden', 'Delete …', true);
    await folder(page, 'Sweden').waitFor({ state: 'detached' });
    await folder(page, 'Trips 1 unread').click();
    await row(page, 'Fjord').waitFor();
    const asked = await change(page, 'Trips', 'Delete …', true);
    assert.equal(asked, 'Delete the folder “Trips” and the mail in it? They go for good.');
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    await folder(page, 'Trips').waitFor({ state: 'detached' });
    await become(ann, []);

    // The inbox is nobody's to rename.
    await page.getByRole('button', { name: 'Options of Inbox' }).click();
    await page.getByRole('menuitem', { name: 'New folder in it …' }).waitFor();
    assert.equal(await page.getByRole('menuitem', { name: 'Rename …' }).count(), 0);
    await page.keyboard.press('Escape');
    assert.deepEqual(ann.faults, []);
  },
);

test('folders of others are changed as far as the rights there go, and their owner sees it', needsBrowser, async () => {
  const bobs = await account('bob');
  await using cid = await person('cid');
  const [team, notes] = [await make(cid, 'Team'), await make(cid, 'Notes')];
  const share = (mailboxId: string, ...rights: string[]) =>
    cid.jmap([
      'Mailbox/set',
      {
        update: { [mailboxId]: { [`shareWith/P${bobs}`]: Object.fromEntries(rights.map((right) => [right, true])) } },
      },
    ]);
  await share(notes, 'mayReadItems', 'maySetSeen');
  await share(team, 'mayReadItems', 'maySetSeen', 'mayAddItems', 'mayCreateChild', 'mayRename', 'mayDelete');
  await using bob = await person('bob');
  const { page } = bob;
  await folder(page, 'Notes').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Options of Notes' }).count(), 0);

  await change(page, 'Team', 'New folder in it …', 'Minutes');
  await folder(page, 'Minutes').waitFor();
  await become(cid, ['Notes', 'Team', 'Team/Minutes']);
  await folder(cid.page, 'Minutes shared').waitFor();
  await change(page, 'Minutes', 'Rename …', 'Protocols');
  await folder(page, 'Protocols').click();
  await page.getByText(`Shared by ${cid.address}`).waitFor();
  await become(cid, ['Notes', 'Team', 'Team/Protocols']);
  assert.deepEqual(await seriousFaults(page), []);
  await change(page, 'Protocols', 'Delete …', true);
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  await page.getByText('“Protocols” is deleted').first().waitFor();
  await become(cid, ['Notes', 'Team']);

  // Rights that are taken are not offered any more.
  await share(team, 'mayReadItems', 'maySetSeen');
  await page.getByRole('button', { name: 'Options of Team' }).waitFor({ state: 'detached' });
  assert.deepEqual([bob.faults, cid.faults], [[], []]);
});

test(
  'what changes folders is offered in both languages and widths, and axe finds nothing serious',
  needsBrowser,
  async () => {
    const dans = await account('dan');
    await using eve = await person('eve');
    const desk = await make(eve, 'Desk');
    const rights = Object.fromEntries(
      ['mayReadItems', 'mayCreateChild', 'mayRename', 'mayDelete'].map((right) => [right, true]),
    );
    await eve.jmap(['Mailbox/set', { update: { [desk]: { [`shareWith/P${dans}`]: rights } } }]);
    for (const [locale, colorScheme, width, options, items] of [
      ['en-GB', 'light', 1440, 'Options of Desk', ['New folder in it …', 'Rename …', 'Delete …']],
      ['zh-CN', 'dark', 390, 'Desk 的选项', ['在其中新建文件夹…', '重命名…', '删除…']],
    ] as const) {
      await using dan = await person('dan', { locale, colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
      const { page } = dan;
      if (width < 768) await page.getByRole('button', { name: '文件夹' }).first().click();
      await page.getByRole('navigation').getByRole('button', { name: options }).click();
      await page.getByRole('menuitem', { name: items[0] }).waitFor();
      assert.deepEqual(await page.getByRole('menuitem').allTextContents(), items);
      assert.deepEqual(await seriousFaults(page), [], locale);
      const inside = (await page.evaluate('document.documentElement.scrollWidth')) as number;
      assert.ok(inside <= width, `${inside} wide`);
      assert.deepEqual(dan.faults, []);
    }
  },
);
