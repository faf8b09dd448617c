import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person } = pagePeople(async () => await sharedFixture(), `private-${process.pid}.test`);

/** What Firefox answers in a private window, and any browser where a person lets pages keep nothing. */
const REFUSE = `StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('no', 'SecurityError'))`;

test('where the browser keeps no files for the page, everything is downloaded all the same', needsBrowser, async () => {
  await using ann = await person('ann');
  const { page } = ann;
  await ann.put('inbox', 'From: Li <li@x.test>\nSubject: Keep me\n\nx\n');
  await page.addInitScript(REFUSE);
  await page.reload();
  await row(page, 'Keep me').waitFor();
  await page.getByRole('button', { name: 'Settings' }).filter({ visible: true }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Space and files' }).click();
  const begun = page.waitForEvent('download');
  await settings.getByRole('link', { name: 'Download everything' }).click();
  assert.match(await readFile(await (await begun).path(), 'utf8'), /^Subject: Keep me$/m);
  await settings.getByRole('button', { name: 'Sign-in and account' }).click();
  await settings.getByRole('button', { name: 'Sign out', exact: true }).last().click();
  await page.getByText('Sign in to your mail').waitFor();
  assert.deepEqual(ann.faults, []);
});
