import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from '../../support/accounts.ts';
import { needsBrowser } from '../../support/browser.ts';
import { nodemailer } from '../../support/mail-programs.ts';
import { pagePeople } from '../../support/page-people.ts';
import { sharedHouse } from '../../support/shared-house.ts';

const people = pagePeople(async () => await sharedHouse(), `app-passwords-${process.pid}.test`);

test('one makes a password for a program, sees it once, and takes it back', needsBrowser, async () => {
  await using eve = await people.person('eve');
  const { page, address } = eve;
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await page.getByRole('button', { name: 'Settings' }).click();
  await settings.getByRole('button', { name: 'Make an app password' }).click();
  const form = settings.locator('form').filter({ hasText: 'Which program or device' });
  await form.getByLabel('Which program or device is it for?').fill('Printer');
  await form.getByLabel('What may it do?').selectOption({ label: 'Send mail only (SMTP)' });
  await form.getByLabel('For how long?').selectOption({ label: '30 days' });
  await form.getByLabel('Present password').fill('wrong');
  await form.getByRole('button', { name: 'Make it' }).click();
  await form.getByText('The present password is not right.').waitFor();
  await form.getByLabel('Present password').fill(PASSWORD);
  await form.getByRole('button', { name: 'Make it' }).click();
  const password = (await settings.locator('output').textContent()) ?? '';
  assert.match(password, /^([a-z2-9]{5}-){4}[a-z2-9]{5}$/);
  await settings.getByText(`${password.slice(0, 5)}-… · SMTP · not used yet · until`).waitFor();
  await using house = await sharedHouse();
  using transport = nodemailer(house, address, password);
  assert.equal(await transport.verify(), true);
  await settings.getByRole('button', { name: 'Done' }).click();
  assert.equal(await settings.locator('output').count(), 0);
  await settings.getByRole('button', { name: 'Take back Printer' }).click();
  await settings.getByText('SMTP · ').waitFor({ state: 'detached' });
  await assert.rejects(transport.verify(), /535/);
});
