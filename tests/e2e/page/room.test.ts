import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { lookFor, pagePeople, searchedIn } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// Imports, exports and cleaning up change exactly what was asked for.

const { person } = pagePeople(async () => await sharedFixture(), `room-${process.pid}.test`);

test('Trash is emptied completely or not at all, and mails also filed elsewhere stay there', needsBrowser, async () => {
  await using bob = await person('bob');
  const { page } = bob;
  const mail = (subject: string) => `From: x@y.test\nTo: ${bob.address}\nSubject: ${subject}\n\nx\n`;
  await bob.put('trash', mail('needle'));
  for (const at of [1, 2]) await bob.put('trash', mail(`hay ${at}`));
  const both = await bob.put('trash', mail('both'));
  const [boxes] = await bob.jmap(['Mailbox/get', { properties: ['role'] }]);
  const inbox = ((boxes?.list ?? []) as unknown as { id: string; role: string }[]).find(({ role }) => role === 'inbox');
  await bob.jmap(['Email/set', { update: { [both]: { [`mailboxIds/${inbox?.id}`]: true } } }]);
  await page.getByRole('button', { name: /^Trash/ }).click();
  const empty = page.getByRole('button', { name: 'Delete all for good' });
  await empty.waitFor();
  await lookFor(page, 'needle');
  await searchedIn(page, 'All folders').click();
  await page.getByRole('menuitemcheckbox', { name: 'Trash' }).click();
  await page.getByText('1 conversation').waitFor();
  assert.equal(await empty.count(), 0);
  await page.getByRole('button', { name: 'Clear search' }).click();
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void dialog.accept();
  });
  await empty.click();
  await page.getByText('What you delete is kept here').waitFor();
  assert.match(asked.join(), /Delete all 4 messages for good/);
  assert.deepEqual([await bob.subjects('trash'), await bob.subjects('inbox')], [[], ['both']]);
  await bob.put('junk', mail('unwanted'));
  await page.getByRole('button', { name: /^Junk/ }).first().click();
  await empty.click();
  await page.getByText('Unwanted mail comes here.').waitFor();
  assert.match(asked.join(), /Delete 1 message for good/);
  assert.deepEqual(await bob.subjects('junk'), []);
});

test('mail can be imported from a file, and old mail can be deleted to make room', needsBrowser, async () => {
  await using nora = await person('nora');
  const { page } = nora;
  const year = new Date().getFullYear();
  const file = [2001, 2002, year]
    .map(
      (when) =>
        `From li@y.test Mon Jan  1 00:00:01 ${when}\nStatus: RO\nFrom: li@y.test\nSubject: of ${when}\n\nFrom then on\n\n`,
    )
    .join('');
  await page.getByRole('button', { name: 'Settings' }).first().click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByLabel(/^Import a file/).setInputFiles({
    name: 'old.mbox',
    mimeType: 'application/mbox',
    buffer: Buffer.from(file.replaceAll('From then', '>From then')),
  });
  await settings.getByText('3 messages are here now.').waitFor();
  assert.deepEqual(
    await nora.subjects('inbox'),
    [2001, 2002, year].map((when) => `of ${when}`),
  );
  const download = page.waitForEvent('download');
  const folder = settings.getByRole('button', { name: 'Download this folder' });
  await folder.click();
  assert.equal((await download).suggestedFilename(), 'Inbox.mbox');
  // A refusal of the server must not be saved as a file of mail.
  await page.route('**/account/mailboxes/*/export', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      headers: { 'retry-after': '120' },
      json: { type: 'about:blank', status: 503 },
    }),
  );
  await folder.click();
  await settings.getByText('The server cannot do this right now. Try again in 2 minutes.').waitFor();
  // The export of everything can be cancelled and begun again.
  const all = settings.getByRole('button', { name: 'Download everything' });
  await page.route('**/account/export', () => undefined);
  await all.click();
  await settings.getByRole('button', { name: 'Cancel', exact: true }).and(page.locator(':focus')).press('Enter');
  await settings.getByText('Cancelled. Nothing was saved.').waitFor();
  await folder.and(page.locator(':focus')).waitFor();
  await page.unroute('**/account/export');
  const everything = page.waitForEvent('download');
  await all.click();
  const whole = await everything;
  assert.equal(whole.suggestedFilename(), `${nora.address}.mbox`);
  assert.equal((await readFile(await whole.path(), 'utf8')).match(/^Subject: of \d+$/gm)?.length, 3);
  await settings.getByText(/saved to your downloads/).waitFor();
  // What is still to be sent stays, however old it is.
  const [boxes, identities] = await nora.jmap(['Mailbox/get', { properties: ['role'] }], ['Identity/get', {}]);
  const sent = ((boxes?.list ?? []) as { id: string; role: string }[]).find(({ role }) => role === 'sent')?.id ?? '';
  const from = [{ email: nora.address }];
  const waits = { mailboxIds: { [sent]: true }, from, to: from, subject: 'waits', receivedAt: '2003-01-01T00:00:00Z' };
  const mailFrom = { email: nora.address, parameters: { HOLDFOR: '86400' } };
  const envelope = { mailFrom, rcptTo: from };
  const [identity] = (identities?.list ?? []) as { id: string }[];
  const [, held] = await nora.jmap(
    ['Email/set', { create: { waits } }],
    ['EmailSubmission/set', { create: { s: { identityId: identity?.id, emailId: '#waits', envelope } } }],
  );
  assert.ok(held?.created, JSON.stringify(held));
  await settings.getByRole('button', { name: 'See how many' }).click();
  await settings.getByText('3 messages found.').waitFor();
  await settings.getByRole('button', { name: 'Move them to Trash' }).click();
  await settings.getByText('2 messages are in Trash.').waitFor();
  await settings.getByText('1 message is still to be sent and was not deleted.').waitFor();
  assert.deepEqual(await nora.subjects('sent'), ['waits']);
  assert.deepEqual(await nora.subjects('inbox'), [`of ${year}`]);
  assert.deepEqual(await nora.subjects('trash'), ['of 2001', 'of 2002']);
  await settings.getByRole('button', { name: 'Undo' }).click();
  await settings.getByText('They are where they were.').waitFor();
  assert.deepEqual(
    [await nora.subjects('trash'), await nora.subjects('inbox')],
    [[], [2001, 2002, year].map((when) => `of ${when}`)],
  );
  assert.deepEqual(
    nora.faults.filter((each) => !each.includes('503')),
    [],
  );
});
