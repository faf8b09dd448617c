import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findScope, NO_POLICY_SETTINGS, putPolicySettings, readNotices } from '@postroom/directory';
import { Wire } from '@postroom/testkit';
import { needsBrowser } from '../../support/browser.ts';
import { asked, pagePeople } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const people = pagePeople(async () => await sharedFixture(), `held-back-${process.pid}.test`);

test('a user sees quarantined mail with the reason, and can release or delete it', needsBrowser, async () => {
  await using eve = await people.person('eve');
  await using fixture = await sharedFixture();
  const { pool } = fixture.stage;
  const checks = { attachments: 'quarantine' };
  await putPolicySettings(pool, await findScope(pool, eve.address), { ...NO_POLICY_SETTINGS, checks });
  await using wire = await Wire.connect({ port: fixture.platform.ports.SMTP_PORT, timeout: 15_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  // The server caches an account's rules for seconds; without earlier mail there is nothing cached.
  for (const subject of ['Good one', '=?utf-8?q?Bad_=E2=80=AEone?=']) {
    await wire.ask('MAIL FROM:<carol@far.test>', /^250 /);
    await wire.ask(`RCPT TO:<${eve.address}>`, /^250 /);
    await wire.ask('DATA', /^354 /);
    const type = 'Content-Type: application/octet-stream; name="tool.exe"';
    await wire.line('From: Carol <carol@far.test>', `Subject: ${subject}`, 'MIME-Version: 1.0', type, '', 'MZ', '.');
    await wire.expect(/^250 /);
  }
  const { page } = eve;
  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByText('Carol <carol@far.test>').nth(1).waitFor();
  assert.doesNotMatch((await settings.textContent()) ?? '', /\u202e/, 'a subject cannot make it read backwards');
  assert.equal(await settings.getByText('A program is attached, or lies in an attached archive.').count(), 2);
  assert.equal(await settings.getByText('tool.exe').count(), 2, 'and what the server noted');
  const remove = settings.getByRole('button', { name: 'Delete Bad one' });
  assert.equal(await asked(page, true, () => remove.click()), 'Delete “Bad one” for good? This cannot be undone.');
  await page.getByText('It is deleted for good.').first().waitFor();
  await settings.getByText('Bad one').waitFor({ state: 'detached' });
  const tells = settings.getByLabel('Tell me by mail what is new here');
  await tells.selectOption('weekly');
  await page.getByText('Saved').first().waitFor();
  assert.deepEqual(await readNotices(pool, eve.id), { language: null, held: 'weekly' });
  await settings.getByRole('button', { name: 'Release Good one' }).press('Enter');
  await page.getByText('It is released').first().waitFor();
  await settings.getByText('Good one').waitFor({ state: 'detached' });
  // The button has gone with its mail; the focus stays in the dialog.
  await settings.locator(':focus').waitFor();
  await tells.selectOption('');
  await settings.getByText('Held back').waitFor({ state: 'detached' });
  await fixture.stage.messages(eve.id, 1);
  assert.deepEqual(await eve.subjects('inbox'), ['Good one']);
});
