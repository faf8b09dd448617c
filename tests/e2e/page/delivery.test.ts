import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDns, startSmtpPeer } from '@postroom/testkit';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { openFixture } from '../../support/fixture.ts';
import { asked, pagePeople, row, sendNow, write, writing } from '../../support/page-people.ts';

/** The reply of the server of slow.test; undefined: it accepts mail. */
let slow: string | undefined = '451 4.3.2 The system is busy, try again later';

/** Opens a platform and other servers that accept, defer and refuse mail; nobody listens for island.test. */
async function openAmongOthers() {
  await using stack = new AsyncDisposableStack();
  const peer = stack.use(
    await startSmtpPeer({
      host: '127.0.0.2',
      script: ({ stage, address }) => {
        if (stage !== 'rcpt') return undefined;
        if (address.endsWith('@slow.test')) return slow;
        return address.startsWith('nobody@') ? '550 5.1.1 No such user here' : undefined;
      },
    }),
  );
  const there = { A: ['127.0.0.2'] };
  const dns = stack.use(
    await startDns({ 'harbour.test': there, 'slow.test': there, 'island.test': { A: ['127.0.0.3'] } }),
  );
  const env = { OUTBOUND_PORT: `${peer.port}`, DNS_SERVERS: dns.address };
  const fixture = stack.use(await openFixture({ env }));
  const kept = stack.move();
  return { ...fixture, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const { person, behind } = pagePeople(openAmongOthers, 'where.test');

test(
  "the sender sees each recipient's delivery state, and can retry, cancel, and resend what bounced",
  needsBrowser,
  async () => {
    await using ann = await person('ann', { bypassCSP: true });
    const { page } = ann;
    const to = ['li@harbour.test', 'olga@slow.test', 'nobody@harbour.test', 'mira@island.test'];
    await write(page, to.join(', '), 'Keys', 'With the neighbour.');
    await sendNow(ann, await behind());
    await page.getByRole('button', { name: /^Sent/ }).click();
    await row(page, 'Keys').getByText('came back', { exact: true }).waitFor();
    await row(page, 'Keys').click();
    const became = page.getByRole('main').getByRole('region', { name: 'What became of it' });
    const of = (recipient: string) => became.getByRole('listitem').filter({ hasText: recipient });
    await of('li@harbour.test').getByText('handed over to their server').waitFor();
    await of('li@harbour.test')
      .getByText(/^their server answered \d\d:\d\d:\d\d“?.*250 2\.0\.0/)
      .waitFor();
    await of('mira@island.test').getByText('waiting: their server cannot be reached').waitFor();
    await of('mira@island.test').getByText('What this server noted').waitFor();
    await of('nobody@harbour.test').getByText('came back: there is no such mailbox').waitFor();
    await of('nobody@harbour.test').getByText('What their server said').click();
    await of('nobody@harbour.test').getByText('550 5.1.1 No such user here').waitFor();
    await of('olga@slow.test').getByText('waiting: their server is busy').waitFor();
    await of('olga@slow.test')
      .getByText(/^next try /)
      .waitFor();
    assert.deepEqual(await seriousFaults(page), []);

    slow = undefined;
    await page.getByRole('button', { name: 'Try now to deliver to olga@slow.test' }).click();
    await of('olga@slow.test').getByText('handed over to their server').waitFor();
    await page.getByRole('button', { name: 'Take back from mira@island.test' }).press('Enter');
    await page.getByText('Taken back. It will not go to mira@island.test.').first().waitFor();
    await of('mira@island.test').getByText('taken back', { exact: true }).waitFor();
    // The button is gone; what stands in its place has the focus.
    await of('mira@island.test').locator(':focus', { hasText: 'Edit and send again' }).waitFor();

    await became.getByRole('button', { name: 'Open the report' }).click();
    const said = page.getByRole('main').getByRole('region', { name: 'What this report says' });
    await said.getByText('“Keys” did not arrive').waitFor();
    await page.getByRole('main').getByText('Written by this server itself').waitFor();
    assert.equal(await page.getByText('You have not exchanged mail with this address before.').count(), 0);
    await said.getByText('there is no such mailbox').waitFor();
    await said.getByRole('button', { name: 'Open that message' }).click();
    await of('olga@slow.test').waitFor();
    await became.getByRole('button', { name: 'Open the report' }).click();
    await said.getByRole('button', { name: 'Edit and send again' }).click();
    const again = writing(page);
    await again.getByText('nobody@harbour.test').waitFor();
    assert.equal(await again.getByText('li@harbour.test').count(), 0);
    await again.getByText('With the neighbour.').waitFor();
    assert.deepEqual(ann.faults, []);
  },
);

test('a scheduled mail can be cancelled for one recipient or for all', needsBrowser, async () => {
  await using eve = await person('eve');
  const { page } = eve;
  await write(page, 'li@harbour.test, olga@slow.test, mira@harbour.test', 'Later', 'Tomorrow.');
  await writing(page).getByRole('button', { name: 'Send later' }).click();
  await page
    .getByRole('menuitem', { name: /Tomorrow/ })
    .first()
    .click();
  await page.getByRole('button', { name: /^Sent/ }).click();
  // Deleting the copy would not stop the message.
  await row(page, 'Later').locator('[data-state=scheduled]').waitFor();
  await row(page, 'Later').focus();
  await page.keyboard.press('#');
  await page
    .getByText(/^It is still to be sent .* Take it back first\.$/)
    .first()
    .waitFor();
  // The same when it is deleted together with others.
  const told = page.getByRole('button', { name: 'Take back', exact: true });
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await told.waitFor({ state: 'hidden' });
  const [boxes] = await eve.jmap(['Mailbox/get', { properties: ['role'] }]);
  const roles = (boxes?.list ?? []) as { id: string; role: string }[];
  const sent = roles.find(({ role }) => role === 'sent')?.id ?? '';
  const older = Array.from({ length: 300 }, (_, at) => [
    `l${at}`,
    { mailboxIds: { [sent]: true }, subject: `Older ${at}`, receivedAt: '2026-01-01T00:00:00Z' },
  ]);
  await eve.jmap(['Email/set', { create: Object.fromEntries(older) }]);
  // What comes while rows are selected waits above the list.
  await page.locator('[aria-rowcount="301"]').waitFor();
  await row(page, 'Later').click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Select all', exact: true }).click();
  await page.getByRole('button', { name: 'Select all 301 in Sent' }).click();
  await page.keyboard.press('#');
  await told.waitFor();
  assert.deepEqual(await eve.subjects('trash'), []);
  await page.keyboard.press('Escape');
  // Another program may throw it away; for good it goes from here only when it is taken back.
  const trash = roles.find(({ role }) => role === 'trash')?.id ?? '';
  const [found] = await eve.jmap(['Email/query', { filter: { subject: 'Later' } }]);
  const [later = ''] = (found?.ids ?? []) as readonly string[];
  await eve.jmap(['Email/set', { update: { [later]: { mailboxIds: { [trash]: true } } } }]);
  await page.getByRole('button', { name: /^Trash/ }).click();
  await row(page, 'Later').waitFor();
  await asked(page, true, () => page.getByRole('button', { name: 'Delete all for good' }).click());
  await page.getByText('1 message is still to be sent and was not deleted. Take it back first.').first().waitFor();
  assert.deepEqual(await eve.subjects('trash'), ['Later']);
  await eve.jmap(['Email/set', { update: { [later]: { mailboxIds: { [sent]: true } } } }]);
  await page.getByRole('button', { name: /^Sent/ }).click();
  await row(page, 'Later').click();
  const became = page.getByRole('main').getByRole('region', { name: 'What became of it' });
  await became.getByRole('button', { name: 'Take back from olga@slow.test' }).click();
  const of = (recipient: string) => became.getByRole('listitem').filter({ hasText: recipient });
  await of('olga@slow.test').getByText('taken back', { exact: true }).waitFor();
  await became.getByText('The message still names those it was taken back from').waitFor();
  await became.getByRole('button', { name: 'Take back from li@harbour.test' }).waitFor();
  await became.getByRole('button', { name: 'Take all of it back' }).press('Enter');
  await page.getByText('Taken back').first().waitFor();
  await became.waitFor({ state: 'detached' });
  await page.getByRole('main').locator('button:focus', { hasText: 'Write' }).waitFor();
  await page.getByRole('button', { name: /^Drafts/ }).click();
  await row(page, 'Later').waitFor();
  // What another program deletes goes all the same, and Sent says so.
  const [identities] = await eve.jmap(['Identity/get', {}]);
  const [identity] = (identities?.list ?? []) as { id: string }[];
  const mailFrom = { email: eve.address, parameters: { HOLDFOR: '86400' } };
  const envelope = { mailFrom, rcptTo: [{ email: 'li@harbour.test' }] };
  const mail = { mailboxIds: { [sent]: true }, from: [{ email: eve.address }], to: [{ email: 'li@harbour.test' }] };
  const [, held] = await eve.jmap(
    ['Email/set', { create: { mail } }],
    [
      'EmailSubmission/set',
      {
        create: { s: { identityId: identity?.id, emailId: '#mail', envelope } },
        onSuccessDestroyEmail: ['#s'],
      },
    ],
  );
  assert.ok(held?.created, JSON.stringify(held));
  const { id } = (held.created as { s: { id: string } }).s;
  await page.getByRole('button', { name: /^Sent/ }).click();
  await page.getByText(/^A message to li@harbour\.test was deleted, but will still be sent/).waitFor();
  await page.getByRole('button', { name: 'Take back', exact: true }).click();
  await page.getByText(/^A message to li@harbour\.test was deleted/).waitFor({ state: 'hidden' });
  const [now] = await eve.jmap(['EmailSubmission/get', { ids: [id] }]);
  const [submission] = (now?.list ?? []) as { undoStatus: string }[];
  assert.equal(submission?.undoStatus, 'canceled');
  assert.deepEqual(eve.faults, []);
});
