import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { type Person, pagePeople, row, searchedIn, sendNow, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const DOMAIN = `shared-folders-${process.pid}.test`;
const { person, account, behind } = pagePeople(async () => await sharedFixture(), DOMAIN);

const READ = ['mayReadItems', 'maySetSeen'];
const MARK = [...READ, 'maySetKeywords'];
const WRITE = [...MARK, 'mayAddItems', 'mayRemoveItems'];

/** Returns a folder of the folder pane by its name, with its unread count where there is one. */
const folder = (page: Page, name: string): Locator =>
  page.getByRole('navigation').getByRole('button', { name, exact: true });

const tool = (page: Page, name: string): Locator =>
  page.getByRole('main').getByRole('toolbar').getByRole('button', { name, exact: true });

async function makeFolder(who: Person, name: string): Promise<string> {
  const [answer] = await who.jmap(['Mailbox/set', { create: { new: { name, isSubscribed: true } } }]);
  return ((answer?.created ?? {}) as unknown as { new: { id: string } }).new.id;
}

/** Gives somebody exactly these rights; without any, takes all away. */
async function share(owner: Person, mailboxId: string, other: number, ...rights: string[]): Promise<void> {
  const given = rights.length > 0 ? Object.fromEntries(rights.map((right) => [right, true])) : null;
  const [answer] = await owner.jmap(['Mailbox/set', { update: { [mailboxId]: { [`shareWith/P${other}`]: given } } }]);
  assert.ok(!answer?.notUpdated, JSON.stringify(answer));
}

async function putIn(owner: Person, mailboxId: string, message: string): Promise<string> {
  const id = await owner.put('inbox', message);
  await owner.jmap(['Email/set', { update: { [id]: { mailboxIds: { [mailboxId]: true } } } }]);
  return id;
}

const letter = (subject: string, text = `The text of ${subject}`): string =>
  `From: Carol <carol@elsewhere.test>\nTo: team@elsewhere.test\nMessage-ID: <${encodeURIComponent(subject)}@x>\nSubject: ${subject}\n\n${text}\n`;

/** Returns the subjects of the mail in one of the person's own folders. */
async function subjectsIn(who: Person, mailboxId: string): Promise<string[]> {
  const [, got] = await who.jmap(
    ['Email/query', { filter: { inMailbox: mailboxId } }],
    ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['subject'] }],
  );
  return ((got?.list ?? []) as { subject: string }[]).map(({ subject }) => subject).sort();
}

async function keywordsOf(who: Person, id: string): Promise<string[]> {
  const [got] = await who.jmap(['Email/get', { ids: [id], properties: ['keywords'] }]);
  const [email] = (got?.list ?? []) as { keywords: Record<string, true> }[];
  return Object.keys(email?.keywords ?? {}).sort();
}

const become = (what: string, wanted: unknown, look: () => Promise<unknown>) =>
  eventually(what, async () => JSON.stringify(await look()) === JSON.stringify(wanted));

/** Does something that asks a question, and answers it. */
async function answering(page: Page, answer: 'accept' | 'dismiss', deed: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('dialog').then((dialog) => dialog[answer]()), deed()]);
}

test(
  'a shared folder appears at once for the other user, can be read, and disappears when unshared',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    await using bob = await person('bob');
    const { page } = bob;
    const team = await makeFolder(ann, 'Team');
    await putIn(ann, team, letter('First of the team'));
    await putIn(ann, team, letter('Second of the team', 'Only here stands kohlrabi'));
    // An email of bob's has the same id as one of ann's.
    const own = await bob.put('inbox', letter('Of bob alone'));
    await row(page, 'Of bob alone').waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Shared with me' }).count(), 0);

    await ann.page.getByRole('button', { name: 'Options of Team' }).click();
    await ann.page.getByRole('menuitem', { name: 'Share with…' }).click();
    await ann.page.getByRole('combobox', { name: 'Share with' }).fill('bob');
    await ann.page.getByRole('option', { name: bob.address }).click();
    await page.getByRole('heading', { name: 'Shared with me' }).waitFor();
    await page.getByRole('list', { name: ann.address }).waitFor();

    // With the keyboard.
    await folder(page, 'Team 2 unread').press('Enter');
    await page.getByText(`Shared by ${ann.address}`).waitFor();
    assert.equal(await row(page, 'Of bob alone').count(), 0);
    await row(page, 'First of the team').press('Enter');
    await page.getByRole('main').getByText('The text of First of the team').waitFor();
    await folder(page, 'Team 1 unread').waitFor();
    await page.keyboard.press('k');
    await page.getByRole('main').getByText('Only here stands kohlrabi').waitFor();
    await folder(page, 'Team').waitFor();
    await tool(page, 'Mark as unread').click();
    await folder(page, 'Team 1 unread').waitFor();

    await page.getByRole('searchbox').fill('kohlrabi');
    await searchedIn(page, 'Team').waitFor();
    await page.getByRole('heading', { name: '1 conversation' }).waitFor();
    await page.getByRole('button', { name: 'Unread', exact: true }).click();
    await row(page, 'Second of the team').click();
    await page.getByRole('main').getByText('Only here stands kohlrabi').waitFor();

    // A reader is offered no other action, and keys do nothing else.
    await tool(page, 'Mark as unread').waitFor();
    for (const name of ['Archive', 'Delete', 'Junk', 'Star', 'Label', 'Snooze'])
      assert.equal(await tool(page, name).count(), 0, name);
    await page.keyboard.press('#');
    await page.getByText('That is not among what you may do in this folder.').first().waitFor();
    assert.deepEqual(await subjectsIn(ann, team), ['First of the team', 'Second of the team']);

    await folder(page, 'Team').click();
    await page.getByText(`Shared by ${ann.address}`).waitFor();
    const news = await putIn(ann, team, letter('News of the team'));
    await row(page, 'News of the team').waitFor();
    await share(ann, team, bob.id);
    await page.getByText('“Team” is not shared with you any more.').first().waitFor();
    await row(page, 'Of bob alone').waitFor();
    await page.getByRole('heading', { name: 'Shared with me' }).waitFor({ state: 'detached' });
    assert.equal(await row(page, 'News of the team').count(), 0);
    assert.deepEqual(await keywordsOf(ann, news), []);
    assert.deepEqual(await keywordsOf(bob, own), []);
    assert.deepEqual([ann.faults, bob.faults], [[], []]);
  },
);

test(
  'a user with write access can move, mark and delete in a shared folder with undo; their own mail is untouched',
  needsBrowser,
  async () => {
    const cids = await account('cid');
    await using dan = await person('dan');
    const [plans, done] = [await makeFolder(dan, 'Plans'), await makeFolder(dan, 'Done')];
    const boat = await putIn(dan, plans, letter('Boat'));
    await putIn(dan, plans, letter('Tent'));
    await share(dan, plans, cids, ...READ);
    await using cid = await person('cid');
    const { page } = cid;
    await cid.put('inbox', letter('Mine one'));
    await cid.put('inbox', letter('Mine two'));
    await folder(page, 'Plans 2 unread').click();
    await row(page, 'Boat').click();
    await page.getByRole('main').getByText('The text of Boat').waitFor();
    await tool(page, 'Move').waitFor();
    assert.equal(await tool(page, 'Delete').count(), 0);

    // New rights take effect at once.
    await share(dan, plans, cids, ...WRITE);
    await share(dan, done, cids, ...WRITE);
    await folder(page, 'Done').waitFor();
    await tool(page, 'Star').click();
    await become('starred for all', true, async () => (await keywordsOf(dan, boat)).includes('$flagged'));
    await tool(page, 'Move').click();
    await page.getByRole('menuitem', { name: 'Done', exact: true }).click();
    await page.getByText('Moved to Done').first().waitFor();
    assert.deepEqual([await subjectsIn(dan, plans), await subjectsIn(dan, done)], [['Tent'], ['Boat']]);
    // Undo applies to that account, also after another folder was opened.
    await folder(page, 'Inbox 2 unread').click();
    await row(page, 'Mine one').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await become('moved back', [['Boat', 'Tent'], []], async () => [
      await subjectsIn(dan, plans),
      await subjectsIn(dan, done),
    ]);

    // No Trash is shared, so the page asks before it deletes for good.
    // The button's name may lack its count: the message that was open for a moment after the other one moved may count as read.
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Plans/ })
      .click();
    await row(page, 'Tent').click();
    await page.getByRole('main').getByText('The text of Tent').waitFor();
    await answering(page, 'dismiss', () => tool(page, 'Delete').click());
    await answering(page, 'accept', () => tool(page, 'Delete').click());
    await row(page, 'Tent').waitFor({ state: 'detached' });
    await become('deleted', ['Boat'], () => subjectsIn(dan, plans));
    assert.deepEqual(await cid.subjects('inbox'), ['Mine one', 'Mine two']);
    assert.deepEqual([cid.faults, dan.faults], [[], []]);
  },
);

test(
  "shared mail can be copied to own folders, answered from the user's own address and forwarded with files",
  needsBrowser,
  async () => {
    const eves = await account('eve');
    await using fay = await person('fay');
    const desk = await makeFolder(fay, 'Desk');
    const withFile = `From: Carol <carol@elsewhere.test>\nTo: desk@elsewhere.test\nMessage-ID: <f@x>\nSubject: With a file\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee the list\n--b\nContent-Type: text/plain; name=list.txt\nContent-Disposition: attachment; filename=list.txt\n\nbread\n--b--\n`;
    const id = await putIn(fay, desk, withFile);
    await share(fay, desk, eves, ...MARK);
    await using eve = await person('eve');
    const { page } = eve;
    await folder(page, 'Desk 1 unread').click();
    await row(page, 'With a file').click();
    await page.getByRole('main').getByText('See the list').waitFor();
    await page.getByRole('button', { name: 'Look at list.txt' }).click();
    await page.locator('dialog').getByText('bread').waitFor();
    await page.keyboard.press('Escape');

    await tool(page, 'Move').click();
    await page.getByRole('menuitem', { name: 'Copy to my Inbox' }).click();
    await page.getByText('Copied to Inbox').first().waitFor();
    assert.deepEqual(await eve.subjects('inbox'), ['With a file']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await become('taken back', [], () => eve.subjects('inbox'));

    await page.getByRole('main').getByRole('button', { name: 'Forward' }).click();
    const window = writing(page);
    await window.getByText('list.txt').waitFor();
    await window.getByRole('combobox').first().fill(fay.address);
    await page.keyboard.press('Enter');
    await sendNow(eve, await behind());
    await become('sent', ['Fwd: With a file'], () => fay.subjects('inbox'));
    const [, got] = await fay.jmap(
      ['Email/query', { filter: { subject: 'Fwd' } }],
      [
        'Email/get',
        {
          '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
          properties: ['from', 'attachments'],
          bodyProperties: ['name', 'size'],
        },
      ],
    );
    const [email] = (got?.list ?? []) as { from: { email: string }[]; attachments: { name: string; size: number }[] }[];
    assert.equal(email?.from[0]?.email, eve.address);
    assert.deepEqual(email?.attachments, [{ name: 'list.txt', size: 5 }]);
    await become('marked for all', true, async () => (await keywordsOf(fay, id)).includes('$forwarded'));
    assert.deepEqual(eve.faults, []);
  },
);

test(
  'names of shared folders are shown as plain text, and axe finds no serious problem in both languages and widths',
  needsBrowser,
  async () => {
    const gus = await account('gus');
    await using hal = await person('hal');
    const name = '<img src=x onerror=alert(1)>\u202Egnp.exe & {count, plural}';
    const hostile = await makeFolder(hal, name);
    await putIn(hal, hostile, letter('In a strange folder'));
    await share(hal, hostile, gus, ...WRITE);
    const shown = name.replace('\u202E', '');
    for (const [locale, colorScheme, width] of [
      ['en-GB', 'light', 1440],
      ['zh-CN', 'dark', 390],
    ] as const) {
      await using who = await person('gus', { locale, colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
      const { page } = who;
      if (width < 768) await page.getByRole('button', { name: '文件夹' }).first().click();
      const there = page.getByRole('navigation').getByRole('button', { name: shown });
      await there.waitFor();
      assert.deepEqual(await seriousFaults(page), [], `folders in ${locale}`);
      await there.click();
      await row(page, 'In a strange folder').waitFor();
      await page.getByText(/^(Shared by|由) /).waitFor();
      assert.deepEqual(await seriousFaults(page), [], `list in ${locale}`);
      await row(page, 'In a strange folder').click();
      await page.getByRole('main').getByText('The text of In a strange folder').waitFor();
      assert.deepEqual(await seriousFaults(page), [], `mail in ${locale}`);
      const inside = (await page.evaluate('document.documentElement.scrollWidth')) as number;
      assert.ok(inside <= width, `${inside} wide`);
      assert.deepEqual(who.faults, []);
    }
  },
);
