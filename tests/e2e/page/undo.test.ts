import assert from 'node:assert/strict';
import { test } from 'node:test';
import { putAlias } from '@postroom/directory';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { drag, lookFor, pagePeople, row, wordsOf, write, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const DOMAIN = `undo-${process.pid}.test`;
const { person, behind } = pagePeople(async () => await sharedFixture(), DOMAIN);

test('undo restores the mails moved before a partly failed move', needsBrowser, async () => {
  await using ann = await person('ann');
  const { page } = ann;
  const put = (subject: string) => ann.put('inbox', `From: x@y.test\nSubject: ${subject}\n\nx\n`);
  await put('One');
  await put('Two');
  const lost = await put('Lost');
  // A row that arrives above would move the others away under the pointer.
  await row(page, 'Lost').waitFor();
  for (const subject of ['One', 'Two', 'Lost']) await row(page, subject).click({ modifiers: ['Control'] });
  // One of them is destroyed just before the server is asked to move them.
  let isGone = false;
  await page.route('**/jmap/api', async (route) => {
    if (!isGone && route.request().postData()?.includes('Email/set')) {
      isGone = true;
      await ann.jmap(['Email/set', { destroy: [lost] }]);
    }
    await route.continue();
  });
  await page.keyboard.press('e');
  await page.getByText('That did not work').first().waitFor();
  assert.deepEqual([await ann.subjects('archive'), await ann.subjects('inbox')], [['One', 'Two'], []]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, 'One').waitFor();
  await eventually('they are back', async () => (await ann.subjects('inbox')).join() === 'One,Two');
  await row(page, 'Lost').waitFor({ state: 'detached' });

  // Undo applies to the last action, also before the server has confirmed it.
  await row(page, 'Two').focus();
  await page.keyboard.press('e');
  await page.getByText('Archived').first().waitFor();
  const said = Promise.withResolvers<void>();
  await page.route('**/jmap/api', async (route) => {
    if (route.request().postData()?.includes('Email/set')) await said.promise;
    await route.fallback();
  });
  await row(page, 'One').focus();
  await page.keyboard.press('e');
  await row(page, 'One').waitFor({ state: 'detached' });
  await page.keyboard.press('z');
  said.resolve();
  await row(page, 'One').waitFor();
  await eventually('it is back', async () => (await ann.subjects('inbox')).join() === 'One');
  assert.deepEqual(await ann.subjects('archive'), ['Two']);
  assert.deepEqual(ann.faults, []);
});

test('a discarded draft is in Trash, and undo restores it as it was', needsBrowser, async () => {
  await using ben = await person('ben');
  const { page } = ben;
  await write(page, 'x@y.test', 'Thrown away', 'as it was');
  await eventually('it is kept', async () => (await ben.subjects('drafts')).join() === 'Thrown away');
  await writing(page).getByRole('button', { name: 'Discard draft' }).click();
  await writing(page).waitFor({ state: 'detached' });
  await eventually('it is in Trash', async () => (await ben.subjects('trash')).join() === 'Thrown away');
  assert.deepEqual(await ben.subjects('drafts'), []);
  await page.getByRole('button', { name: 'Undo' }).click();
  await writing(page).waitFor();
  assert.match(await wordsOf(writing(page).getByLabel('Text', { exact: true })), /as it was/);
  assert.equal(await writing(page).getByLabel('Subject').inputValue(), 'Thrown away');
  await eventually('it is a draft', async () => (await ben.subjects('drafts')).join() === 'Thrown away');
  await eventually('and there alone', async () => (await ben.subjects('trash')).length === 0);

  // Discarding a draft without text leaves nothing.
  await writing(page).getByRole('button', { name: 'Discard draft' }).click();
  await writing(page).waitFor({ state: 'detached' });
  await page.getByText('The draft is in Trash').first().waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('c');
  await writing(page).getByRole('button', { name: 'Discard draft' }).click();
  await writing(page).waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);
  assert.deepEqual(ben.faults, []);
});

test('undo restores a removed address with its name and signature', needsBrowser, async () => {
  await using cid = await person('cid');
  const { page } = cid;
  await putAlias((await behind()).stage.pool, `sales@${DOMAIN}`, [cid.address]);
  const create = { sales: { email: `sales@${DOMAIN}`, name: 'Sales', textSignature: 'The sales desk' } };
  await cid.jmap(['Identity/set', { create }]);
  await page.getByRole('button', { name: 'Settings' }).first().click();
  const settings = page.locator('dialog');
  await settings.getByText(`sales@${DOMAIN}`).waitFor();
  await settings.getByRole('button', { name: 'Remove' }).click();
  await settings.getByText(`sales@${DOMAIN}`).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await settings.getByText(`sales@${DOMAIN}`).waitFor();
  const back = await eventually('it is back', async () => {
    const [got] = await cid.jmap(['Identity/get', {}]);
    const identities = (got?.list ?? []) as { email: string; name: string; textSignature: string }[];
    return identities.find(({ email }) => email === `sales@${DOMAIN}`);
  });
  assert.deepEqual([back?.name, back?.textSignature], ['Sales', 'The sales desk']);
  assert.deepEqual(cid.faults, []);
});

test(
  'selecting all mails of a folder or a search includes those not loaded, and undo restores them',
  needsBrowser,
  async () => {
    await using dan = await person('dan');
    const { page } = dan;
    const [boxes] = await dan.jmap(['Mailbox/get', { properties: ['role'] }]);
    const roles = (boxes?.list ?? []) as unknown as { id: string; role: string }[];
    const idOf = (role: string): string => roles.find((each) => each.role === role)?.id ?? '';
    const count = async (role: string): Promise<number> => {
      const [answer] = await dan.jmap([
        'Email/query',
        { filter: { inMailbox: idOf(role) }, calculateTotal: true, limit: 1 },
      ]);
      return answer?.total as unknown as number;
    };
    for (const half of [0, 1]) {
      const letters = Array.from({ length: 310 }, (_, at) => ({
        mailboxIds: { [idOf('inbox')]: true },
        subject: `Letter ${half * 310 + at} ${half ? 'odd' : 'even'}`,
        from: [{ email: 'x@y.test' }],
        receivedAt: new Date(Date.UTC(2026, 0, 1, 0, half * 310 + at)).toISOString().replace('.000', ''),
        textBody: [{ partId: 'text', type: 'text/plain' }],
        bodyValues: { text: { value: 'x' } },
      }));
      await dan.jmap(['Email/set', { create: Object.fromEntries(letters.map((each, at) => [`l${at}`, each])) }]);
    }
    assert.equal(await count('inbox'), 620);
    await page.reload();
    const choose = async (words: string) => {
      await row(page, words).click({ modifiers: ['Control'] });
      await page.getByRole('button', { name: 'Select all', exact: true }).click();
    };
    await choose('Letter 619');
    await page.getByRole('button', { name: 'Select all 620 in Inbox' }).click();
    await page.getByText('All 620 are selected').waitFor();
    // Mail that arrives meanwhile is not included, also if it belongs to a selected conversation.
    const late = await dan.put('inbox', 'From: x@y.test\nSubject: Re: Letter 5 even\n\nlate\n');
    const isChosen = row(page, 'late').and(page.locator('[aria-selected=false]'));
    await isChosen.waitFor();
    await page.getByText('All 620 are selected').waitFor();
    await page.keyboard.press('e');
    await page.getByText('620 archived').first().waitFor();
    assert.deepEqual(await dan.subjects('inbox'), ['Re: Letter 5 even']);
    await dan.jmap(['Email/set', { destroy: [late] }]);
    await page.getByText('New mail arrives by itself').waitFor();
    await page
      .getByRole('region', { name: 'Mail in Inbox' })
      .getByRole('button', { name: 'Write a message' })
      .waitFor();
    assert.equal(await page.getByRole('main').getByRole('heading').count(), 0, 'what was open went, too');
    assert.deepEqual([await count('inbox'), await count('archive')], [0, 620]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('It is as it was.').first().waitFor();
    assert.deepEqual([await count('inbox'), await count('archive')], [620, 0]);

    // Dragging one of them drags all.
    await choose('Letter 619');
    await page.getByRole('button', { name: 'Select all 620 in Inbox' }).click();
    await drag(
      page,
      row(page, 'Letter 618'),
      page.getByRole('navigation').getByRole('button', { name: 'Archive', exact: true }),
    );
    await page.getByText('620 moved to Archive').first().waitFor();
    assert.deepEqual([await count('inbox'), await count('archive')], [0, 620]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('It is as it was.').first().waitFor();
    assert.equal(await count('inbox'), 620);

    // Pages passed while dragging the scroll bar are not requested, and the row with the focus keeps it.
    // The page begins anew: what it hears of its own changes would make it read the list again meanwhile.
    await page.reload();
    await row(page, 'Letter 619').focus();
    const positions: number[] = [];
    const isDragged = Promise.withResolvers<void>();
    await page.route('**/jmap/api', async (route) => {
      const [, position] = /"position":([1-9]\d*)/.exec(route.request().postData() ?? '') ?? [];
      if (position !== undefined) {
        positions.push(Number(position));
        await isDragged.promise;
      }
      await route.fallback();
    });
    const list = page.locator('#list');
    const scrollTo = (top: number) =>
      list.evaluate(async (list, top) => {
        list.scrollTop = top;
        const { requestAnimationFrame: draw, requestIdleCallback: rest } = globalThis as unknown as Record<
          'requestAnimationFrame' | 'requestIdleCallback',
          (then: () => void) => void
        >;
        for (let frame = 0; frame < 2; frame++) await new Promise<void>((resolve) => draw(resolve));
        // What React does after a frame is done, too.
        await new Promise<void>((resolve) => rest(resolve));
      }, top);
    const { height = 0 } = (await row(page, 'Letter 619').boundingBox()) ?? {};
    for (const at of [150, 250, 350, 450, 620]) await scrollTo(at * height);
    // A busy page draws the end of the list some frames later.
    await page.locator(`#list [style*="translateY(${619 * height}px)"]`).waitFor({ state: 'attached' });
    await scrollTo(620 * height);
    isDragged.resolve();
    await row(page, 'Letter 0 even').waitFor();
    await eventually('what is seen is read', async () => positions.length > 3 || undefined);
    assert.deepEqual(positions.sort(), [100, 200, 500, 600]);
    assert.match((await page.locator('[role=row]:focus').textContent()) ?? '', /Letter 619/);
    await page.unroute('**/jmap/api');
    await scrollTo(0);
    // Keys lead through the list too, to rows that are not read yet as well, and open nothing.
    const focusAt = (position: number) => page.locator(`[role=row][aria-rowindex="${position}"]:focus`).waitFor();
    await page.keyboard.press('PageDown');
    const down = Number(await page.locator('[role=row]:focus').getAttribute('aria-rowindex'));
    assert.ok(down > 5, `row ${down} has the focus`);
    await page.keyboard.press('PageUp');
    await focusAt(1);
    await page.keyboard.press('Control+End');
    await focusAt(620);
    await page.keyboard.press('Home');
    await focusAt(1);
    assert.equal(await page.getByRole('main').getByRole('heading').count(), 0);

    // For a search, all that was found and nothing else.
    const counted = Promise.withResolvers<void>();
    await page.route('**/jmap/api', async (route) => {
      if (/"odd".*"calculateTotal":true/.test(route.request().postData() ?? '')) await counted.promise;
      await route.fallback();
    });
    await lookFor(page, 'odd');
    // The newest results are shown before their number is known.
    await page.getByRole('heading', { name: '100+ conversations' }).waitFor();
    await row(page, 'Letter 619').waitFor();
    counted.resolve();
    await page.getByText('310 conversations').waitFor();
    await page.unroute('**/jmap/api');
    await choose('Letter 619');
    await page.getByRole('button', { name: 'Select all 310 that were found' }).click();
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('310 moved to Trash').first().waitFor();
    assert.deepEqual([await count('inbox'), await count('trash')], [310, 310]);
    // The toast would cover the last row.
    await page.getByRole('button', { name: 'Close' }).click();

    // A range includes the rows between its ends that were never loaded.
    await page.getByRole('button', { name: /^Inbox/ }).click();
    await row(page, 'Letter 309').click({ modifiers: ['Control'] });
    await page.locator('#list').evaluate((list) => ((list as unknown as { scrollTop: number }).scrollTop = 1e6));
    // Until those rows are known, no action runs on the others alone.
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route('**/jmap/api', async (route) => {
      const calls = route.request().postData() ?? '';
      if (calls.includes('Email/query') && !calls.includes('Email/get')) await held;
      await route.continue();
    });
    await row(page, 'Letter 0 even').click({ modifiers: ['Shift'] });
    await page.locator('[role=toolbar][aria-busy=true]').waitFor();
    await page.keyboard.press('e');
    letGo();
    await page.getByRole('toolbar', { name: '310 selected' }).waitFor();
    await page.unroute('**/jmap/api');
    assert.equal(await count('archive'), 0);
    await page.getByRole('toolbar').getByRole('button', { name: 'Mark as read' }).click();
    await eventually('all are read', async () => {
      const filter = { inMailbox: idOf('inbox'), notKeyword: '$seen' };
      const [answer] = await dan.jmap(['Email/query', { filter, calculateTotal: true, limit: 1 }]);
      return (answer?.total as unknown as number) === 0 || undefined;
    });
    assert.deepEqual(dan.faults, []);
  },
);
