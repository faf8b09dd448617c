import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setDisplayName } from '@postroom/directory';
import type { Locator } from 'playwright-core';
import { PASSWORD } from '../../support/accounts.ts';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { type Person, pagePeople, row, write, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const DOMAIN = `delegated-page-${process.pid}.test`;
const { person, account, behind } = pagePeople(async () => await sharedFixture(), DOMAIN);

const addressOf = (name: string): string => `${name}@${DOMAIN}`;

async function settingsOf({ page }: Person, name = 'Settings'): Promise<Locator> {
  await page.getByRole('button', { name }).filter({ visible: true }).first().click();
  return page.getByRole('dialog', { name });
}

/** Changes a delegation with the request that the owner's page sends. */
async function give(owner: string, to: string, mode: string | null): Promise<void> {
  const { platform } = await behind();
  const url = `http://127.0.0.1:${platform.ports.HTTP_PORT}/account/delegations`;
  const authorization = `Basic ${btoa(`${addressOf(owner)}:${PASSWORD}`)}`;
  const response = mode
    ? await fetch(url, {
        method: 'PUT',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ to: addressOf(to), mode }),
      })
    : await fetch(`${url}/${encodeURIComponent(addressOf(to))}`, { method: 'DELETE', headers: { authorization } });
  assert.equal(response.status, 204);
}

interface Sent {
  readonly id: string;
  readonly from: readonly { name: string | null; email: string }[];
  readonly sender: readonly { email: string }[] | null;
}

/** Waits until the message with that subject is sent; returns it and its submission. */
async function sentBy(who: Person, subject: string): Promise<[Sent | undefined, Submission | undefined]> {
  await eventually('it is in Sent', async () => (await who.subjects('sent')).includes(subject));
  const [, got] = (await who.jmap(
    ['Email/query', { filter: { subject } }],
    ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['from', 'sender'] }],
  )) as unknown as [object, { list: Sent[] }];
  const [sent] = got.list;
  const [, submissions] = (await who.jmap(
    ['EmailSubmission/query', { filter: { emailIds: [sent?.id] } }],
    ['EmailSubmission/get', { '#ids': { resultOf: '0', name: 'EmailSubmission/query', path: '/ids' } }],
  )) as unknown as [object, { list: Submission[] }];
  return [sent, submissions.list[0]];
}

interface Submission {
  readonly envelope: { readonly mailFrom: { readonly email: string } };
}

test('a user allows another to write for them, chooses the mode, and revokes it', needsBrowser, async () => {
  await account('secretary');
  await using boss = await person('boss');
  const { page } = boss;
  const settings = await settingsOf(boss);
  const secretary = addressOf('secretary');
  await settings.getByRole('combobox', { name: 'Let somebody write for you' }).fill('secret');
  await settings.getByRole('option', { name: secretary }).click();
  await settings.getByText(`${secretary} can write for you now.`).waitFor();
  await settings.getByText('The message is from you, and says who wrote it.').waitFor();
  const how = settings.getByLabel(`How ${secretary} writes for you`);
  await how.selectOption({ label: 'As you' });
  await settings.getByText(`${secretary}: As you`).waitFor();
  await page.reload();
  await settingsOf(boss);
  await settings.getByText('nobody sees who wrote it').waitFor();
  await settings.getByRole('button', { name: `Stop ${secretary} from writing for you` }).click();
  await settings.getByText(`${secretary} can no longer write for you.`).waitFor();
  await how.waitFor({ state: 'detached' });
  await settings.getByRole('button', { name: 'Undo' }).click();
  await how.waitFor();
  assert.equal(await how.inputValue(), 'send-as');
  assert.deepEqual(boss.faults, []);
});

test(
  'a user writes on behalf of another while allowed to, and the page shows what recipients will see',
  needsBrowser,
  async () => {
    for (const name of ['head', 'friend']) await account(name);
    const { stage } = await behind();
    await setDisplayName(stage.pool, addressOf('head'), 'The Head');
    await using office = await person('office');
    const { page } = office;
    await give('head', 'office', 'send-on-behalf');
    await write(page, addressOf('friend'), 'For the head', 'Good day.');
    const from = writing(page).getByLabel('From');
    const label = `On behalf of The Head <${addressOf('head')}>`;
    await from.selectOption({ label });
    await writing(page)
      .getByText(`see that ${addressOf('office')} wrote it on behalf of`)
      .waitFor();
    const send = writing(page).getByRole('button', { name: 'Send', exact: true });
    await send.click();
    const [first, submission] = await sentBy(office, 'For the head');
    assert.deepEqual(first?.from, [{ name: 'The Head', email: addressOf('head') }]);
    assert.deepEqual(
      first?.sender?.map(({ email }) => email),
      [addressOf('office')],
    );
    assert.equal(submission?.envelope.mailFrom.email, addressOf('office'));

    // The delegation is taken back while the next message is being written.
    await write(page, addressOf('friend'), 'Another one', 'Good day.');
    await from.selectOption({ label });
    await give('head', 'office', null);
    await writing(page).getByRole('option', { name: 'Choose a sender' }).waitFor({ state: 'attached' });
    await send.click();
    await writing(page).getByText('You may not write as the address that was chosen any more.').waitFor();
    await from.selectOption({ label: addressOf('office') });
    await send.click();
    const [another] = await sentBy(office, 'Another one');
    assert.deepEqual([another?.from.map(({ email }) => email), another?.sender], [[addressOf('office')], null]);
    assert.deepEqual(office.faults, []);
  },
);

test('a reply from a shared folder is written for its owner if the user may write for them', needsBrowser, async () => {
  await using helper = await person('helper');
  await using his = await person('owner');
  await his.put(
    'inbox',
    `From: ann@far.test\nTo: ${addressOf('owner')}, ${addressOf('helper')}\nSubject: Offer\n\nx\n`,
  );
  await helper.put(
    'inbox',
    `From: ann@far.test\nTo: ${addressOf('owner')}, ${addressOf('helper')}\nSubject: Both\n\nx\n`,
  );
  const [boxes] = (await his.jmap(['Mailbox/get', { properties: ['role'] }])) as unknown as [
    { list: { id: string; role: string }[] },
  ];
  const inbox = boxes.list.find(({ role }) => role === 'inbox')?.id ?? '';
  const rights = { mayReadItems: true, maySetSeen: true };
  await his.jmap(['Mailbox/set', { update: { [inbox]: { [`shareWith/P${helper.id}`]: rights } } }]);
  await give('owner', 'helper', 'send-on-behalf');
  const { page } = helper;
  const from = writing(page).getByLabel('From');
  const chosen = (): Promise<string> =>
    from.evaluate(
      (each) => (each as unknown as { selectedOptions: { text: string }[] }).selectedOptions[0]?.text ?? '',
    );

  await row(page, 'Both').click();
  await page.locator('main').getByRole('button', { name: 'Reply to all' }).click();
  await from.waitFor();
  assert.equal(await chosen(), addressOf('helper'), 'in his own folders he is himself');
  assert.match(
    (await writing(page).textContent()) ?? '',
    new RegExp(`${addressOf('owner')}.*Subject`),
    'and the other one hears of it',
  );
  await writing(page).getByRole('button', { name: 'Discard draft' }).click();

  const shared = page
    .getByRole('navigation')
    .getByRole('button', { name: /^Inbox/ })
    // The shared folders come after one's own.
    .nth(1);
  await shared.click();
  await row(page, 'Offer').click();
  await page.locator('main').getByRole('button', { name: 'Reply', exact: true }).click();
  await from.waitFor();
  assert.match(await chosen(), new RegExp(`^On behalf of .*${addressOf('owner')}`));
});

for (const [locale, settingsName, title] of [
  ['en-GB', 'Settings', 'Writing for each other'],
  ['zh-CN', '设置', '代写邮件'],
] as const) {
  test(`delegation settings pass axe and fit a phone (${locale})`, needsBrowser, async () => {
    for (const name of ['chief', 'aide']) await account(name);
    await give('chief', 'aide', 'send-as');
    await give('aide', 'chief', 'send-on-behalf');
    const options = { locale, bypassCSP: true, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    await using chief = await person('chief', options);
    const { page } = chief;
    const settings = await settingsOf(chief, settingsName);
    await settings.getByRole('heading', { name: title }).scrollIntoViewIfNeeded();
    await settings.getByRole('combobox').last().waitFor();
    assert.deepEqual(await seriousFaults(page), []);
    const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    assert.equal(isWide, false, 'nothing stands out of the screen');
  });
}

test('a user can read and send as themselves when the list of delegations cannot be loaded', needsBrowser, async () => {
  await account('lender');
  await account('borrower');
  await give('lender', 'borrower', 'send-on-behalf');
  await using borrower = await person('borrower');
  const { page } = borrower;
  for (const answer of ['none', 'never'] as const) {
    await page.unrouteAll();
    await page.route('**/account/delegations', (route) =>
      answer === 'none' ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '' }) : undefined,
    );
    await page.reload();
    await page.locator('#list').waitFor();
    await write(page, addressOf('lender'), `As myself: ${answer}`, 'Hello');
    await writing(page).getByRole('button', { name: 'Send', exact: true }).click();
    const [sent, submission] = await sentBy(borrower, `As myself: ${answer}`);
    assert.equal(sent?.from[0]?.email, addressOf('borrower'));
    assert.equal(submission?.envelope.mailFrom.email, addressOf('borrower'));
    // The page also knows that it was sent.
    await page.locator('[data-small]').waitFor({ state: 'detached' });
  }
});
