import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { type Person, pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const DOMAIN = `waiting-rows-${process.pid}.test`;
const { person, account, letter } = pagePeople(async () => await sharedFixture(), DOMAIN);

const top = async (page: Page, words: string): Promise<number> => (await row(page, words).boundingBox())?.y ?? -1;

test(
  'new rows do not move what is under the pointer or focused, and wait until the user wants them',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    const old: string[] = [];
    for (let at = 1; at <= 40; at++) {
      const received = new Date(Date.UTC(2026, 0, 1, 0, at));
      old[at] = await ann.put('inbox', `From: x@y.test\nSubject: Old ${at}.\n\nx\n`, {}, received);
    }
    await row(page, 'Old 40.').waitFor();
    const waiting = page.getByRole('button', { name: '1 new message', exact: true });

    // Nobody is busy with the list, so new rows come in at once. A row's element still shows the same message.
    const pressed = await row(page, 'Old 40.').elementHandle();
    await letter('ben', 'ann', { subject: 'First', text: 'x' });
    await row(page, 'First').waitFor();
    assert.match((await pressed?.textContent()) ?? '', /Old 40\./);

    // The pointer is on the list.
    const place = await top(page, 'Old 38.');
    await row(page, 'Old 38.').hover();
    await letter('ben', 'ann', { subject: 'Second', text: 'x' });
    await waiting.waitFor();
    assert.equal(await top(page, 'Old 38.'), place);
    assert.equal(await row(page, 'Second').count(), 0);
    // A row that somebody removes below the pointer goes at once; one above would move the list, and goes with the rest.
    await ann.jmap(['Email/set', { destroy: [old[39], old[36]] }]);
    await row(page, 'Old 36.').waitFor({ state: 'detached' });
    await row(page, 'Old 39.').waitFor();
    assert.equal(await top(page, 'Old 38.'), place);
    await waiting.waitFor();
    await page.getByText('1 new message').nth(1).waitFor({ state: 'attached' });
    // An action is done at once, and the waiting row goes on waiting.
    await row(page, 'Old 38.').getByRole('button', { name: 'Archive' }).click();
    await row(page, 'Old 38.').waitFor({ state: 'detached' });
    // The next row is under the pointer now.
    await row(page, 'Old 37.').getByRole('button', { name: 'Archive' }).waitFor();
    await page.getByText('Archived').first().waitFor();
    await waiting.waitFor();
    await page.mouse.move(1, 1);
    await row(page, 'Second').waitFor();
    await waiting.waitFor({ state: 'detached' });

    // The list is scrolled, and a key shows the rows.
    const list = page.locator('#list');
    await list.evaluate((element) => ((element as unknown as { scrollTop: number }).scrollTop = 600));
    await letter('ben', 'ann', { subject: 'Third', text: 'x' });
    await waiting.waitFor();
    await page.keyboard.press('.');
    await row(page, 'Third').waitFor();
    await page.locator('[role=row][aria-rowindex="1"]:focus').waitFor();

    // The keyboard focus is on a row.
    await page.keyboard.press('ArrowDown');
    await page.locator('[role=row][aria-rowindex="2"]:focus-visible').waitFor();
    const focused = (await page.locator('[role=row]:focus-visible').boundingBox())?.y;
    await letter('ben', 'ann', { subject: 'Fourth', text: 'x' });
    await waiting.waitFor();
    assert.equal((await page.locator('[role=row]:focus-visible').boundingBox())?.y, focused);
    await waiting.click();
    await row(page, 'Fourth').waitFor();
    assert.deepEqual(ann.faults, []);
  },
);

/** Stands in for the desktop: records notifications, and says whether the page is visible. */
const DESKTOP = `
  window.told = [];
  window.isLookedAt = false;
  Object.defineProperty(document, 'visibilityState', { get: () => (window.isLookedAt ? 'visible' : 'hidden') });
  window.Notification = class {
    static permission = 'granted';
    static requestPermission = async () => 'granted';
    constructor(title, { body }) { this.title = title; this.body = body; window.told.push(this); }
    close() {}
  };`;

test(
  'this device notifies of new mail in the Inbox and in chosen folders, own or shared; a touch opens the mail',
  needsBrowser,
  async () => {
    await using cat = await person('cat');
    const [made] = await cat.jmap(['Mailbox/set', { create: { t: { name: 'Team' } } }]);
    const teamId = ((made?.created ?? {}) as unknown as { t: { id: string } }).t.id;
    const dans = await account('dan');
    const shareWith = { [`P${dans}`]: { mayReadItems: true, maySetSeen: true } };
    await cat.jmap(['Mailbox/set', { update: { [teamId]: { shareWith } } }]);
    await using dan = await person('dan');
    const { page } = dan;
    await page.addInitScript(DESKTOP);
    await page.reload();
    const told = () => page.evaluate('window.told.map(({ title, body }) => title + ": " + body)') as Promise<string[]>;
    const become = (wanted: string[]) =>
      eventually('it is told', async () => JSON.stringify(await told()) === JSON.stringify(wanted));
    const bring = (who: Person, folder: string, subject: string) =>
      who.put(folder, `From: Eve <e@y.test>\nMessage-ID: <${subject}@x>\nSubject: ${subject}\n\nText of ${subject}\n`);

    await page.getByRole('button', { name: 'Team', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Settings' }).first().click();
    const settings = page.getByRole('dialog');
    await settings.getByLabel('Notify me of new mail on this device').check();
    await bring(dan, 'inbox', 'one');
    await become(['New mail from Eve: one']);

    const choice = settings.getByRole('group', { name: 'Of new mail in' });
    assert.ok(await choice.getByLabel('Inbox').isChecked());
    await choice.getByLabel('Inbox').uncheck();
    await settings.getByText('No folder is chosen').waitFor();
    await choice.getByRole('group', { name: cat.address }).getByLabel('Team').check();
    await choice.getByLabel('Archive').check();
    await page.keyboard.press('Escape');
    await bring(dan, 'inbox', 'two');
    await row(page, 'two').waitFor();
    await bring(dan, 'archive', 'three');
    await become(['New mail from Eve: one', 'New mail from Eve in Archive: three']);
    await bring(cat, 'Team', 'four');
    await become(['New mail from Eve: one', 'New mail from Eve in Archive: three', 'New mail from Eve in Team: four']);
    await page.evaluate('window.told.at(-1).onclick()');
    await page.getByRole('main').getByText('Text of four').waitFor();

    // No notification while the page is visible.
    await page.evaluate('window.isLookedAt = true');
    await bring(cat, 'Team', 'five');
    await row(page, 'five').waitFor();
    assert.equal((await told()).length, 3);
    assert.deepEqual(dan.faults, []);
  },
);
