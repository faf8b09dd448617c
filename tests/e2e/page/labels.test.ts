import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, row } from '../../support/page-people.ts';
import { sharedHouse } from '../../support/shared-house.ts';

const { person } = pagePeople(async () => await sharedHouse(), `labels-${process.pid}.test`);

const letter = (subject: string): string =>
  `From: x@y.test\nSubject: ${subject}\nMessage-ID: <${subject}@y.test>\n\nx\n`;

test(
  'labels are made, put on and taken off, found, renamed and removed, and each can be undone',
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

    // What other programs put on stands there by its own name.
    await row(page, 'other').getByText('strange').waitFor();
    for (const subject of ['one', 'two']) await row(page, subject).click({ modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('l');
    await page.getByRole('menuitem', { name: 'New label' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('To do');
    await page.getByRole('radio', { name: 'Colour 5' }).check();
    await page.keyboard.press('Enter');
    for (const id of [one, two]) await become(id, ['to-do']);
    await row(page, 'one').getByText('To do').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    for (const id of [one, two]) await become(id, []);
    await page.getByRole('button', { name: 'Clear selection' }).click();

    await row(page, 'one').click();
    await page.keyboard.press('l');
    await page.getByRole('menuitemcheckbox', { name: 'To do' }).click();
    await become(one, ['$seen', 'to-do']);
    // A label leads to its mail, and so does a search for it.
    const side = page.getByRole('navigation');
    await side.getByRole('button', { name: 'To do', exact: true }).click();
    await row(page, 'two').waitFor({ state: 'detached' });
    await row(page, 'one').waitFor();
    assert.equal(await page.getByRole('searchbox').inputValue(), 'label:"To do"');

    await side.getByRole('button', { name: 'Options of To do' }).click();
    await page.getByRole('menuitem', { name: 'Name and colour' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('待办');
    await page.keyboard.press('Enter');
    await row(page, 'one').getByText('待办').waitFor();
    await page.reload();
    await side.getByRole('button', { name: '待办', exact: true }).waitFor();

    await side.getByRole('button', { name: 'Options of 待办' }).click();
    await page.getByRole('menuitem', { name: 'Remove label' }).click();
    await become(one, ['$seen']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await become(one, ['$seen', 'to-do']);
    await row(page, 'one').click();
    await page.getByRole('main').getByRole('button', { name: 'Take off 待办' }).click();
    await become(one, ['$seen']);
    assert.deepEqual(ann.faults, []);
  },
);
