import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { asked, type Person, pagePeople, proposeName, row, sayName, searchedIn } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person, account } = pagePeople(async () => await sharedFixture(), `folder-changes-${process.pid}.test`);

const folder = (page: Page, name: string): Locator =>
  page.getByRole('navigation').getByRole('button', { name, exact: true });

/** Chooses a menu item that changes a folder, and answers its question. */
const change = (page: Page, of: string, item: string, answer: boolean): Promise<string> =>
  asked(page, answer, () => choose(page, of, item));

async function choose(page: Page, of: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Options of ${of}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** Chooses a menu item that asks for a name, and types the name. */
async function name(page: Page, of: string, item: string, wanted: string): Promise<void> {
  await choose(page, of, item);
  await sayName(page, wanted);
}

/** Clicks Undo. @param said the toast to undo: an earlier one has an Undo too */
async function undo(page: Page, said = ''): Promise<void> {
  if (said !== '') await page.getByText(said).first().waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
}

/** Returns the paths of the person's own folders without a role. */
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

test('folders can be nested, renamed, and moved with their mail to Trash and back', needsBrowser, async () => {
  await using ann = await person('ann');
  const { page } = ann;
  const trips = await make(ann, 'Trips');
  const mail = await ann.put('inbox', 'From: x@y.test\nSubject: Fjord\n\nx\n');
  await ann.jmap(['Email/set', { update: { [mail]: { mailboxIds: { [trips]: true } } } }]);
  await folder(page, 'Trips 1 unread').waitFor();

  await choose(page, 'Trips', 'New folder inside…');
  await page.getByRole('dialog', { name: 'New folder in “Trips”' }).waitFor();
  await sayName(page, 'Norway');
  await folder(page, 'Norway').waitFor();
  await page.getByRole('button', { name: 'Folders in Trips', expanded: true }).waitFor();
  await name(page, 'Norway', 'Rename…', 'Sweden');
  await folder(page, 'Sweden').waitFor();
  // The focus is back where the dialog was opened.
  const options = page.getByRole('button', { name: 'Options of Sweden', exact: true });
  await options.and(page.locator(':focus')).waitFor();
  await become(ann, ['Trips', 'Trips/Sweden']);

  // An invalid name stays in the field; renaming and creating a folder can be undone.
  await choose(page, 'Trips', 'New folder inside…');
  await proposeName(page, 'Sweden');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('there is one with that name already.').waitFor();
  await dialog.getByRole('textbox').fill('Oslo/Bergen');
  await page.keyboard.press('Enter');
  await dialog.getByText('a name cannot contain a slash (/).').waitFor();
  await dialog.getByRole('textbox').fill('Oslo & 卑尔根');
  await page.keyboard.press('Enter');
  await folder(page, 'Oslo & 卑尔根').waitFor();
  await undo(page);
  await folder(page, 'Oslo & 卑尔根').waitFor({ state: 'detached' });
  await name(page, 'Sweden', 'Rename…', 'Svealand');
  await folder(page, 'Svealand').waitFor();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await folder(page, 'Sweden').waitFor();
  await options.and(page.locator(':focus')).waitFor();
  await become(ann, ['Trips', 'Trips/Sweden']);

  // Deleting takes the content along, although the folder is open; undo opens it again.
  await folder(page, 'Trips 1 unread').click();
  await row(page, 'Fjord').waitFor();
  await choose(page, 'Trips', 'Delete');
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  await folder(page, 'Trips').waitFor({ state: 'detached' });
  await become(ann, ['Trash/Trips', 'Trash/Trips/Sweden']);
  await undo(page, '“Trips” is in Trash');
  await folder(page, 'Sweden').waitFor();
  await row(page, 'Fjord').waitFor();
  await become(ann, ['Trips', 'Trips/Sweden']);
  await choose(page, 'Sweden', 'Delete');
  await folder(page, 'Sweden').waitFor({ state: 'detached' });
  await undo(page, '“Sweden” is in Trash');
  await folder(page, 'Sweden').waitFor();
  await become(ann, ['Trips', 'Trips/Sweden']);

  // Trash already has a folder of that name; when the deleted one comes back, it has its own name again.
  await choose(page, 'Sweden', 'Delete');
  await folder(page, 'Sweden').waitFor({ state: 'detached' });
  await make(ann, 'Sweden');
  await choose(page, 'Sweden', 'Delete');
  await folder(page, 'Sweden').waitFor({ state: 'detached' });
  await become(ann, ['Trash/Sweden', 'Trash/Sweden 2', 'Trips']);
  await undo(page, '“Sweden” is in Trash');
  await folder(page, 'Sweden').waitFor();
  await become(ann, ['Sweden', 'Trash/Sweden', 'Trips']);

  // The Inbox cannot be renamed.
  await page.getByRole('button', { name: 'Options of Inbox' }).click();
  await page.getByRole('menuitem', { name: 'New folder inside…' }).waitFor();
  assert.equal(await page.getByRole('menuitem', { name: 'Rename…' }).count(), 0);
  await page.keyboard.press('Escape');
  assert.deepEqual(ann.faults, []);
});

test('folders and mail in Trash are deleted for good only after a question', needsBrowser, async () => {
  await using fay = await person('fay');
  const { page } = fay;
  const into = async (mailboxId: string, subject: string): Promise<void> => {
    const id = await fay.put('inbox', `From: x@y.test\nSubject: ${subject}\n\nx\n`);
    await fay.jmap(['Email/set', { update: { [id]: { mailboxIds: { [mailboxId]: true } } } }]);
  };
  const [one, two, three] = [await make(fay, 'One'), await make(fay, 'Two'), await make(fay, 'Three')];
  await into(one, 'in one');
  await into(two, 'in two');
  await into(two, 'in two, too');
  await into(three, 'in three');
  for (const name of ['One 1 unread', 'Two 2 unread', 'Three 1 unread']) {
    await folder(page, name).waitFor();
    await choose(page, name.split(' ')[0] as string, 'Delete');
    await folder(page, name).waitFor({ state: 'detached' });
  }
  await fay.jmap(['Mailbox/set', { update: { [two]: { parentId: one } } }]);
  await become(fay, ['Trash/One', 'Trash/One/Two', 'Trash/Three']);

  // A search does not find mail in a deleted folder.
  await page.getByRole('searchbox').fill('subject:in');
  await searchedIn(page, 'All folders').waitFor();
  await page.getByText('No mail matches all of that.').waitFor();
  await page.getByRole('button', { name: 'Clear search' }).click();

  await folder(page, 'Trash').click();
  await folder(page, 'Three').click();
  await row(page, 'in three').click();
  await page.getByRole('button', { name: 'Folders in One', expanded: true }).waitFor();
  assert.deepEqual(
    await change(page, 'One', 'Delete for good…', false),
    'Delete the folder “One”, the folder in it and 3 messages for good? This cannot be undone.',
  );
  const remove = page.getByRole('main').getByRole('button', { name: 'Delete', exact: true });
  assert.equal(await asked(page, true, () => remove.click()), 'Delete this for good? This cannot be undone.');
  await page.getByText(/^Nothing in this folder\./).waitFor();
  await change(page, 'Three', 'Delete for good…', true);
  await become(fay, ['Trash/One', 'Trash/One/Two']);
  await folder(page, 'Trash').click();

  // A folder that is taken out of Trash stays when Trash is emptied.
  await choose(page, 'Two', 'Move to Top level');
  await page.getByText('Two is now at the top level').first().waitFor();
  await become(fay, ['Trash/One', 'Two']);
  const empty = page.getByRole('button', { name: 'Delete all for good' });
  assert.equal(
    await asked(page, true, () => empty.click()),
    'Delete the folder in it and 1 message for good? This cannot be undone.',
  );
  await folder(page, 'One').waitFor({ state: 'detached' });
  await become(fay, ['Two']);
  assert.deepEqual(fay.faults, []);
});

test(
  'shared folders can be changed as far as the rights allow, and their owner sees the change',
  needsBrowser,
  async () => {
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

    await name(page, 'Team', 'New folder inside…', 'Minutes');
    await folder(page, 'Minutes').waitFor();
    await become(cid, ['Notes', 'Team', 'Team/Minutes']);
    await folder(cid.page, 'Minutes shared').waitFor();
    await name(page, 'Minutes', 'Rename…', 'Protocols');
    await folder(page, 'Protocols').click();
    await page.getByText(`Shared by ${cid.address}`).waitFor();
    await become(cid, ['Notes', 'Team', 'Team/Protocols']);
    assert.deepEqual(await seriousFaults(page), []);
    const forGood = await change(page, 'Protocols', 'Delete for good…', true);
    assert.equal(forGood, 'Delete the folder “Protocols” for good? This cannot be undone.');
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    await page.getByText('“Protocols” is deleted for good').first().waitFor();
    await become(cid, ['Notes', 'Team']);

    // Where Trash is shared too, the folder goes there, and comes back if the rights allow it.
    const [got] = await cid.jmap(['Mailbox/get', { properties: ['role'] }]);
    const trash = ((got?.list ?? []) as { id: string; role: string }[]).find(({ role }) => role === 'trash')?.id ?? '';
    await share(trash, 'mayReadItems', 'mayAddItems', 'mayCreateChild');
    await folder(page, 'Trash').nth(1).waitFor();
    await name(page, 'Team', 'New folder inside…', 'Plans');
    await choose(page, 'Plans', 'Delete');
    await become(cid, ['Notes', 'Team', 'Trash/Plans']);
    await undo(page, '“Plans” is in Trash');
    await become(cid, ['Notes', 'Team', 'Team/Plans']);
    const theirs = await change(page, 'Team', 'Delete', false);
    assert.equal(theirs, 'Move the folder “Team” to the Trash of its owner? Only its owner can take it out again.');

    // After rights are taken away, their actions are no longer offered.
    await share(team, 'mayReadItems', 'maySetSeen');
    await page.getByRole('button', { name: 'Options of Team' }).waitFor({ state: 'detached' });
    assert.deepEqual([bob.faults, cid.faults], [[], []]);
  },
);

test(
  'folder changes are offered in both languages and widths, and axe finds no serious problem',
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
      ['en-GB', 'light', 1440, 'Options of Desk', ['New folder inside…', 'Rename…', 'Delete for good…']],
      ['zh-CN', 'dark', 390, '“Desk”的选项', ['在其中新建文件夹…', '重命名…', '彻底删除…']],
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
