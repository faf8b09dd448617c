import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { drag, pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person } = pagePeople(async () => await sharedFixture(), `folded-${process.pid}.test`);

test(
  'folders fold by triangle and keys, unfold for an opened or dragged item, and stay so on this device',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    const [made] = await ann.jmap([
      'Mailbox/set',
      {
        create: {
          trips: { name: 'Trips', isSubscribed: true },
          norway: { name: 'Norway', parentId: '#trips', isSubscribed: true },
          oslo: { name: 'Oslo', parentId: '#norway', isSubscribed: true },
          work: { name: 'Work', isSubscribed: true },
        },
      },
    ]);
    const idOf = (key: string): string =>
      (made?.created as never as Record<string, { id: string } | undefined>)?.[key]?.id ?? '';
    const letter = (subject: string) => `From: x@y.test\nTo: ${ann.address}\nSubject: ${subject}\n\nx\n`;
    await ann.put('inbox', letter('To be moved'));
    for (const at of [1, 2]) await ann.put('inbox', letter(`Ferry ${at}`));
    const [found] = await ann.jmap(['Email/query', { filter: { subject: 'Ferry' } }]);
    const ids = found?.ids as unknown as string[];
    const update = Object.fromEntries(ids.map((id) => [id, { mailboxIds: { [idOf('oslo')]: true } }]));
    await ann.jmap(['Email/set', { update }]);

    const folder = (name: string) =>
      page.locator('button[data-drop]').filter({ has: page.getByText(name, { exact: true }) });
    const triangle = (name: string) => page.getByRole('button', { name: `Folders in ${name}` });
    const isFocused = (name: string) => folder(name).and(page.locator(':focus')).waitFor();
    await folder('Oslo').getByText('2 unread').waitFor();
    assert.equal(await triangle('Oslo').count(), 0);
    await triangle('Trips').click();
    await folder('Norway').waitFor({ state: 'hidden' });
    await folder('Oslo').waitFor({ state: 'hidden' });
    await folder('Trips').getByText('2 unread').waitFor();
    await page.reload();
    await folder('Trips').getByText('2 unread').waitFor();
    assert.equal(await triangle('Trips').getAttribute('aria-expanded'), 'false');
    assert.equal(await folder('Norway').isVisible(), false);

    await folder('Trips').focus();
    await page.keyboard.press('ArrowRight');
    await folder('Norway').waitFor();
    await page.keyboard.press('ArrowRight');
    await isFocused('Norway');
    await page.keyboard.press('ArrowLeft');
    await folder('Oslo').waitFor({ state: 'hidden' });
    await folder('Norway').getByText('2 unread').waitFor();
    await page.keyboard.press('ArrowLeft');
    await isFocused('Trips');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await isFocused('Work');
    await triangle('Trips').press('Enter');
    await folder('Norway').waitFor({ state: 'hidden' });

    // Opening a folder unfolds the folders around it, however it is opened.
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('Go to Oslo');
    await page.getByRole('option', { name: /^Go to .*Oslo/ }).click();
    await page.locator('button[data-drop][aria-current=page]').getByText('Oslo').waitFor();
    await folder('Norway').waitFor();
    await page.getByRole('button', { name: /^Inbox/ }).click();
    await triangle('Norway').click();
    await triangle('Trips').click();

    // A dragged message rests on each folder until that unfolds.
    const [from, over] = [await row(page, 'To be moved').boundingBox(), await folder('Trips').boundingBox()];
    assert.ok(from && over);
    await page.mouse.move(from.x + 40, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(over.x + 60, over.y + 10, { steps: 5 });
    await folder('Norway').waitFor();
    const next = await folder('Norway').boundingBox();
    assert.ok(next);
    await page.mouse.move(next.x + 60, next.y + 10, { steps: 5 });
    await folder('Oslo').waitFor();
    const last = await folder('Oslo').boundingBox();
    assert.ok(last);
    await page.mouse.move(last.x + 60, last.y + 10, { steps: 5 });
    await page.mouse.up();
    await folder('Oslo').getByText('3 unread').waitFor();
    await drag(page, folder('Norway'), folder('Work'));
    await page.getByText('Norway is now in Work').first().waitFor();
    await triangle('Work').waitFor();
    assert.deepEqual(ann.faults, []);
  },
);

test('an account with more folders than one call returns gets all of them in several calls', needsBrowser, async () => {
  await using ben = await person('ben');
  const { page } = ben;
  await ben.jmap(['Mailbox/set', { create: { a: { name: 'Among many', isSubscribed: true } } }]);
  await ben.put('inbox', `From: x@y.test\nTo: ${ben.address}\nSubject: Still here\n\nx\n`);
  // Acts as a server that allows fewer objects per call (RFC 8620 5.1) and sends no responses ahead.
  await page.route('**/jmap/first*', (route) => route.fulfill({ status: 404 }));
  await page.route('**/jmap/api', async (route) => {
    const { methodCalls } = route.request().postDataJSON() as { methodCalls: [string, object, string][] };
    const [name, args] = methodCalls[0] ?? ['', {}];
    if (name !== 'Mailbox/get' || 'ids' in args) return route.fallback();
    const response = await route.fetch();
    const answer = (await response.json()) as { methodResponses: unknown[] };
    answer.methodResponses[0] = ['error', { type: 'requestTooLarge' }, '0'];
    await route.fulfill({ response, json: answer });
  });
  await page.reload();
  await row(page, 'Still here').waitFor();
  await page.getByRole('button', { name: 'Among many', exact: true }).waitFor();
});
