import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { drag, pagePeople, proposeName, row, sayName } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const { person } = pagePeople(async () => await sharedFixture(), `labels-${process.pid}.test`);

const letter = (subject: string): string =>
  `From: x@y.test\nSubject: ${subject}\nMessage-ID: <${subject}@y.test>\n\nx\n`;

test(
  'labels can be created, applied, removed, searched, renamed and deleted, and each step can be undone',
  needsBrowser,
  async () => {
    await using ann = await person('ann');
    const { page } = ann;
    const [one, two] = [await ann.put('inbox', letter('one')), await ann.put('inbox', letter('two'))];
    await ann.put('inbox', letter('other'), { strange: true });
    const keywords = async (id: string): Promise<string[]> => {
      const [got] = await ann.jmap(['Email/get', { ids: [id], properties: ['keywords'] }]);
      return Object.keys(((got?.list ?? []) as unknown as { keywords: object }[])[0]?.keywords ?? {}).sort();
    };
    const become = (id: string, wanted: string[]) =>
      eventually(`keywords of ${id}`, async () => ((await keywords(id)).join() === wanted.join() ? true : undefined));

    // A label of another program is shown by its keyword.
    await row(page, 'other').getByText('strange').waitFor();
    for (const subject of ['one', 'two']) await row(page, subject).click({ modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('l');
    await page.getByRole('menuitem', { name: 'New label' }).click();
    await page.getByRole('radio', { name: 'Colour 5' }).check();
    await page.getByRole('textbox', { name: 'Name' }).fill('To do');
    await page.keyboard.press('Enter');
    // The keyword is the one that Thunderbird uses for that name.
    for (const id of [one, two]) await become(id, ['$label4']);
    await row(page, 'one').getByText('To do').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    for (const id of [one, two]) await become(id, []);
    await page.getByRole('button', { name: 'Clear selection' }).click();

    await row(page, 'one').click();
    await page.keyboard.press('l');
    await page.getByRole('menuitemcheckbox', { name: 'To do' }).click();
    await become(one, ['$label4', '$seen']);
    // A label opens its mail by a search for it.
    const side = page.getByRole('navigation');
    await side.getByRole('button', { name: 'To do', exact: true }).click();
    await row(page, 'two').waitFor({ state: 'detached' });
    await row(page, 'one').waitFor();
    assert.equal(await page.getByRole('searchbox').inputValue(), 'label:"To do"');

    await side.getByRole('button', { name: 'Options of To do' }).click();
    await page.getByRole('menuitem', { name: 'Name and colour' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('待办');
    const kept = page.waitForResponse((response) => response.request().postData()?.includes('待办') ?? false);
    await page.keyboard.press('Enter');
    await row(page, 'one').getByText('待办').waitFor();
    await kept;
    await page.reload();
    await side.getByRole('button', { name: '待办', exact: true }).waitFor();

    await side.getByRole('button', { name: 'Options of 待办' }).click();
    await page.getByRole('menuitem', { name: 'Remove label' }).click();
    await become(one, ['$seen']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await become(one, ['$label4', '$seen']);
    await row(page, 'one').click();
    await page.getByRole('main').getByRole('button', { name: 'Take off 待办' }).click();
    await become(one, ['$seen']);
    assert.deepEqual(ann.faults, []);
  },
);

test(
  'label names are unique, labels can be searched by name, and the menu marks labels on only some mails',
  needsBrowser,
  async () => {
    await using bea = await person('bea');
    const { page } = bea;
    const side = page.getByRole('navigation');
    await bea.put('inbox', letter('one'));
    await bea.put('inbox', letter('two'));
    for (const subject of ['one', 'two']) await row(page, subject).waitFor();
    const make = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: 'New label', exact: true }).click();
      await proposeName(page, name);
    };
    await make('say "hi"');
    await side.getByRole('button', { name: 'say "hi"', exact: true }).waitFor();
    await make('Say hi');
    await page.getByRole('dialog').getByText('There is a label with that name already.').waitFor();
    await page.keyboard.press('Escape');
    await row(page, 'one').click({ modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('l');
    await page.getByRole('menuitemcheckbox', { name: 'say "hi"' }).click();
    await row(page, 'one').getByText('say "hi"').waitFor();
    await row(page, 'two').click({ modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('l');
    await page.getByRole('menuitemcheckbox', { name: 'say "hi"' }).and(page.locator('[aria-checked=mixed]')).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await side.getByRole('button', { name: 'say "hi"', exact: true }).click();
    await row(page, 'two').waitFor({ state: 'detached' });
    await row(page, 'one').waitFor();

    // Mail can be dragged onto a label too.
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Inbox/ })
      .click();
    await row(page, 'two').waitFor();
    await drag(page, row(page, 'two'), side.getByRole('button', { name: 'say "hi"', exact: true }));
    await row(page, 'two').getByText('say "hi"').waitFor();

    // A label made in one window is not lost when another window makes one; both windows show both.
    const other = await bea.context.newPage();
    await other.goto(page.url());
    const otherSide = other.getByRole('navigation');
    await otherSide.getByRole('button', { name: 'say "hi"', exact: true }).waitFor();
    await make('First');
    await otherSide.getByRole('button', { name: 'First', exact: true }).waitFor();
    await other.route('**/account/preferences', (route) =>
      route.request().method() === 'GET' ? route.abort() : route.continue(),
    );
    await make('Second');
    await side.getByRole('button', { name: 'Second', exact: true }).waitFor();
    await other.unroute('**/account/preferences');
    await other.getByRole('button', { name: 'New label', exact: true }).click();
    await sayName(other, 'Third');
    for (const name of ['First', 'Second', 'Third']) {
      await side.getByRole('button', { name, exact: true }).waitFor();
      await otherSide.getByRole('button', { name, exact: true }).waitFor();
    }
    assert.deepEqual(bea.faults, []);
  },
);
