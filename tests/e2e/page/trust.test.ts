import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriousFaults } from '../../support/axe.ts';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// What the page says about who sent a message, and why it is where it is.

const { person, letter } = pagePeople(async () => await sharedFixture(), `trust-${process.pid}.test`);

const TRACE =
  'Received: from x.test ([192.0.2.1])\n\tby mail.postroom.test (Postroom) with ESMTPS\n\tid 1; Sat, 28 Nov 2026 10:00:00 +0000\n';
const results = (said: string) => `${TRACE}Authentication-Results: mail.postroom.test;\n\t${said}\n`;
const mail = (from: string, subject: string, more = '') => `From: ${from}\nSubject: ${subject}\n${more}\nx\n`;

test('a mail shows who really sent it, and what is suspicious about its sender', needsBrowser, async () => {
  await using ann = await person('ann');
  const { page } = ann;
  const main = page.getByRole('main');
  await ann.put('inbox', results('dmarc=pass header.from=example.org') + mail('Li <li@example.org>', 'Proven'));
  await ann.put(
    'inbox',
    results('dmarc=fail header.from=bank.example') + mail('"info@bank.example" <info@bank.example>', 'Denied'),
  );
  await ann.put('inbox', results('dmarc=none header.from=small.example') + mail('a@small.example', 'Unsigned'));
  await ann.put('inbox', mail('"boss@work.example" <eve@evil.example>', 'Boss', 'Reply-To: cash@other.example\n'));
  await letter('ben', 'ann', { subject: 'From here', text: 'x' });

  await row(page, 'From here').waitFor();
  await row(page, 'Proven').click();
  await main.getByText('Really from example.org').waitFor();
  await main.getByText('You have not exchanged mail with this address before.').waitFor();
  await row(page, 'Denied').click();
  await main.getByText('Claims to be from bank.example, but bank.example does not confirm it').waitFor();
  await row(page, 'Unsigned').click();
  await main.getByText('Could not be verified: small.example does not sign this').waitFor();
  await row(page, 'From here').click();
  await main.getByText('Sent by somebody signed in to this server').waitFor();
  await row(page, 'eve@evil.example').click();
  await main.getByText('The name shows boss@work.example, but the message is from eve@evil.example.').waitFor();
  await main.getByText('A reply would go to cash@other.example').waitFor();
  assert.equal(await main.getByText(/Really from|Could not|Sent from here/).count(), 0, 'nobody looked');

  // Without a date of its own it would count as received together with the first one.
  const again = results('dmarc=pass header.from=example.org') + mail('Li <li@example.org>', 'Again');
  await ann.put('inbox', again, {}, new Date());
  await row(page, 'Again').click();
  await main.getByText('Really from example.org').waitFor();
  assert.equal(await main.getByText('You have not exchanged mail').count(), 0, 'by now one knows it');
  assert.deepEqual(ann.faults, []);
});

test('a conversation introduces each new sender once', needsBrowser, async () => {
  await using dora = await person('dora');
  const { page } = dora;
  const main = page.getByRole('main');
  // Received at the same time, none of them was there before the others.
  const at = new Date('2026-11-30T10:00:00Z');
  const part = (from: string, n: number) =>
    `From: ${from}\nSubject: ${n === 1 ? '' : 'Re: '}Plan\nMessage-ID: <plan-${n}@x.test>\n${n === 1 ? '' : 'In-Reply-To: <plan-1@x.test>\nReferences: <plan-1@x.test>\n'}\nText ${n}\n`;
  const senders = ['Li <li@x.test>', 'Mo <mo@x.test>', 'Li <LI@x.test>', 'Mo <mo@x.test>'];
  for (const [index, from] of senders.entries()) await dora.put('inbox', part(from, index + 1), {}, at);
  await row(page, 'Plan').filter({ hasText: '4' }).click();
  await main.getByText('Text 4').waitFor();
  await main.getByText('You have not exchanged mail with this address before.').nth(1).waitFor();
  assert.equal(await main.getByText('You have not exchanged mail').count(), 2);
  assert.deepEqual(dora.faults, []);
});

test(
  'mail of a sender is never or always accepted from its menu, and the settings list these senders',
  needsBrowser,
  async () => {
    await using cora = await person('cora', { bypassCSP: true });
    const { page } = cora;
    const main = page.getByRole('main');
    await cora.put('inbox', mail('News <News@shop.example>', 'Offers'));
    await letter('ben', 'cora', { subject: 'From here', text: 'x' });
    await row(page, 'From here').click();
    await main.getByText('Sent by somebody signed in to this server').waitFor();
    await main.getByRole('button', { name: 'More', exact: true }).click();
    assert.equal(await page.getByRole('menuitem', { name: /accept mail from this sender/ }).count(), 0);
    await page.keyboard.press('Escape');

    const rules = async () => {
      const [got] = await cora.jmap(['SenderRule/get', {}]);
      return ((got?.list ?? []) as { pattern: string; rule: string }[]).map(
        ({ pattern, rule }) => `${rule} ${pattern}`,
      );
    };
    const choose = async (item: string): Promise<void> => {
      await main.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await row(page, 'Offers').click();
    await choose('Never accept mail from this sender');
    await page.getByText('Mail from news@shop.example is refused from now on.').first().waitFor();
    assert.deepEqual(await rules(), ['never news@shop.example']);
    await page.keyboard.press('z');
    await page.getByText('There is no rule for news@shop.example any more.').first().waitFor();
    assert.deepEqual(await rules(), []);
    await choose('Never accept mail from this sender');
    await page.getByText('is refused from now on').first().waitFor();
    await choose('Always accept mail from this sender');
    await page.getByText('is always accepted from now on').first().waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('is refused from now on').first().waitFor();
    assert.deepEqual(await rules(), ['never news@shop.example'], 'as it was before');

    await page.getByRole('button', { name: 'Settings' }).filter({ visible: true }).click();
    const senders = page.locator('dialog').getByRole('region', { name: 'Mail' });
    const field = senders.getByLabel('Address or domain');
    await field.fill('no sender');
    await field.press('Enter');
    await senders.getByText('That is neither an address nor a domain.').waitFor();
    assert.equal(await field.inputValue(), 'no sender');
    await field.fill('Bücher.example');
    await senders.getByLabel('What happens to its mail').selectOption('Always');
    await senders.getByRole('button', { name: 'Add', exact: true }).click();
    await senders.getByText('Mail from xn--bcher-kva.example is always accepted').waitFor();
    await eventually('the field is free', async () => (await field.inputValue()) === '' || undefined);
    await senders.getByLabel('What happens to mail from news@shop.example').selectOption('Always');
    await senders.getByText('Mail from news@shop.example is always accepted').waitFor();
    assert.deepEqual(await seriousFaults(page), []);
    await senders.getByRole('button', { name: 'Remove news@shop.example' }).press('Enter');
    await senders.getByText('There is no rule for news@shop.example any more.').waitFor();
    await field.and(page.locator(':focus')).waitFor();
    await senders.getByRole('button', { name: 'Undo' }).click();
    await senders.getByRole('button', { name: 'Remove news@shop.example' }).waitFor();
    assert.deepEqual((await rules()).sort(), ['always news@shop.example', 'always xn--bcher-kva.example']);
    assert.deepEqual(cora.faults, []);
  },
);

test('a mail in Junk shows why it is there', needsBrowser, async () => {
  await using bea = await person('bea', { locale: 'zh-CN' });
  const { page } = bea;
  await bea.put(
    'junk',
    mail('a@b.example', 'Noted', 'X-Spam-Reason: a link shows bank.example and leads to evil.example\n'),
    // The keyword that the server sets too when it files mail as junk.
    { $junk: true },
  );
  await bea.put('junk', mail('a@b.example', 'Mine'), { $junk: true });
  await page.getByRole('button', { name: /^垃圾邮件/ }).click();
  // The most common actions for such mail; archiving is not one of them.
  await row(page, 'Noted').hover();
  await row(page, 'Noted').getByRole('button', { name: '加星标' }).waitFor();
  const tools = row(page, 'Noted').getByRole('button');
  assert.deepEqual(await tools.evaluateAll((all) => all.map((each) => each.ariaLabel)), [
    ...['不是垃圾邮件', '删除', '加星标'],
  ]);
  await row(page, 'Noted').click();
  const why = page.getByRole('region', { name: '为什么在垃圾邮件里？' });
  await why.getByText('服务器在收信时对它存疑。').waitFor();
  await why.getByText('服务器的记录').click();
  await why.getByText('链接显示为 bank.example，实际去往 evil.example').waitFor();
  assert.equal(await why.getByText('您把它标记为垃圾邮件。').count(), 0);
  await row(page, 'Mine').click();
  await why.getByText('您把它标记为垃圾邮件。').waitFor();
  await why.getByRole('button', { name: '不是垃圾邮件', exact: true }).click();
  await row(page, 'Mine').waitFor({ state: 'detached' });
  await page
    .getByRole('button', { name: /^收件箱/ })
    .first()
    .click();
  await row(page, 'Mine').waitFor();
  await page.getByRole('button', { name: /^垃圾邮件/ }).click();
  await row(page, 'Noted').focus();
  await page.keyboard.press('e');
  await page.getByText('不能对这里的邮件这样操作。').first().waitFor();
  await page.keyboard.press('!');
  await row(page, 'Noted').waitFor({ state: 'detached' });
  await eventually('it is in the inbox', async () => (await bea.subjects('inbox')).includes('Noted') || undefined);
  // Moved back by the menu, which also reports the message as junk.
  await page
    .getByRole('button', { name: /^收件箱/ })
    .first()
    .click();
  await row(page, 'Noted').click();
  await page.getByRole('main').getByRole('button', { name: '移动', exact: true }).click();
  await page.getByRole('menuitem', { name: '垃圾邮件', exact: true }).click();
  const marks = async (): Promise<string> => {
    const [found] = await bea.jmap(['Email/query', { filter: { subject: 'Noted' } }]);
    const [got] = await bea.jmap(['Email/get', { ids: found?.ids, properties: ['keywords'] }]);
    return JSON.stringify(got?.list);
  };
  await eventually('it is marked as junk', async () => (await marks()).includes('"$junk":true') || undefined);
  assert.deepEqual(bea.faults, []);
});
