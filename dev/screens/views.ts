import type { Page } from 'playwright-core';
import { row, writing } from '../../tests/support/page-people.ts';
import type { Words } from './words.ts';

// Functions that bring the page to a view. Each ends when the subject of the view is visible.

const isPhone = (page: Page): boolean => (page.viewportSize()?.width ?? 0) < 768;

async function list(page: Page): Promise<void> {
  await row(page, 'Contract for the cabin').waitFor();
}

async function open(page: Page, subject: string): Promise<void> {
  await row(page, subject).first().click();
  await page.getByRole('main').getByRole('heading', { level: 1, name: subject }).waitFor();
  await page
    .getByRole('main')
    .getByRole('button', { name: /^(Reply|回复)$/ })
    .first()
    .waitFor();
}

async function folder(page: Page, t: Words, name: string): Promise<void> {
  if (isPhone(page))
    await page.getByRole('button', { name: t['folders.label'] }).filter({ visible: true }).last().click();
  await page
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .filter({ visible: true })
    .first()
    .click();
}

export async function inbox(page: Page): Promise<void> {
  await list(page);
  if (isPhone(page)) return;
  await open(page, 'Photos of the cabin');
  await pictures(page);
}

export async function read(page: Page): Promise<void> {
  await list(page);
  await open(page, 'Contract for the cabin');
  // The answers are hidden until it is known whether there is a newer invitation.
  await page
    .getByRole('region', { name: /^(Invitation|邀请)/ })
    .getByRole('button', { name: /^(Accept|接受)$/ })
    .waitFor();
}

export async function newsletter(page: Page, t: Words): Promise<void> {
  await list(page);
  await open(page, 'November in the workshop');
  await page.getByText(t['read.pictures']).waitFor();
}

export async function denied(page: Page): Promise<void> {
  await list(page);
  await open(page, 'Your account will be closed');
  await page.getByText('evil.example').first().waitFor();
}

export async function compose(page: Page, t: Words): Promise<void> {
  await read(page);
  await page.getByRole('button', { name: t['read.reply'], exact: true }).click();
  const window = writing(page);
  const text = window.getByLabel(t['compose.body'], { exact: true });
  await text.click();
  await page.keyboard.type('Dear Li Wei,');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('the 14th suits us. I shall ');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('sign page two');
  await page.keyboard.press('Control+b');
  await page.keyboard.type(' tomorrow, and Jonas brings the key to the boat.');
  const file = { name: 'signed.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(48_000, '%') };
  await window.locator('footer input[type=file]').setInputFiles(file);
  await window.getByText('48 kB').waitFor();
  await window.getByText(/^Saved/).waitFor();
}

export async function redirect(page: Page, t: Words): Promise<void> {
  await read(page);
  await page.getByRole('main').getByRole('button', { name: t['app.more'] }).last().click();
  await page.getByRole('menuitem', { name: t['action.redirect'] }).click();
  const field = page.getByRole('dialog').getByRole('combobox').last();
  await field.fill('jonas@postroom.example');
  await page.keyboard.press('Enter');
}

export async function pdf(page: Page): Promise<void> {
  await read(page);
  await page.getByRole('button', { name: 'Look at contract.pdf' }).click();
  await page.getByRole('dialog').getByText('Contract for the cabin').waitFor();
  await page.locator('dialog canvas').first().waitFor();
}

export async function junk(page: Page, t: Words): Promise<void> {
  await list(page);
  await folder(page, t, t['role.junk']);
  await open(page, 'You have won');
  await page.locator('details summary').first().click();
}

export async function sent(page: Page, t: Words): Promise<void> {
  await list(page);
  await folder(page, t, t['role.sent']);
  await row(page, 'Keys for Saturday').waitFor();
  await open(page, 'Keys for Saturday');
  await page.getByRole('main').getByText('olga@slow.example', { exact: true }).waitFor();
}

/** Shows a message that came back. */
export async function bounce(page: Page): Promise<void> {
  await list(page);
  await row(page, 'could not be delivered').first().click();
  await page.getByRole('main').getByText('nobody@harbour.example', { exact: true }).first().waitFor();
}

export async function select(page: Page): Promise<void> {
  await list(page);
  for (const subject of ['Contract for the cabin', 'Photos of the cabin', 'Your account will be closed'])
    await row(page, subject).click({ modifiers: ['ControlOrMeta'] });
}

export async function selectAll(page: Page, t: Words): Promise<void> {
  await list(page);
  await row(page, 'Contract for the cabin').click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('button', { name: t['list.selectAll'], exact: true }).click();
  await page.getByRole('button', { name: /^Select all \d+ in/ }).waitFor();
}

export async function search(page: Page, t: Words): Promise<void> {
  await list(page);
  await page.getByRole('searchbox').fill('subject:cabin');
  await page.getByRole('button', { name: t['search.place.subject'], exact: true }).waitFor();
}

export async function settings(page: Page, t: Words): Promise<void> {
  await list(page);
  await page.getByRole('button', { name: t['settings.title'] }).filter({ visible: true }).first().click();
  await page.getByRole('dialog').getByText('ann@postroom.example').first().waitFor();
  await page.locator('dialog [contenteditable]').first().waitFor();
}

export async function quarantine(page: Page, t: Words): Promise<void> {
  await settings(page, t);
  await page.getByRole('dialog').getByRole('button', { name: t['part.mail'], exact: true }).click();
  const held = page.getByRole('dialog').getByText('The program for the printer');
  await held.waitFor();
  await held.scrollIntoViewIfNeeded();
}

/** Refuses two senders and always accepts one, in the settings. */
export async function senders(page: Page, t: Words): Promise<void> {
  await settings(page, t);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: t['part.mail'], exact: true }).click();
  const field = dialog.locator('input[name=sender]');
  const sender = (name: string) => dialog.locator('bdi').filter({ hasText: name });
  for (const [name, rule] of [
    ['*.offers.example', 'never'],
    ['newsletter@a-shop-with-a-rather-long-name.example', 'never'],
    ['li.wei@harbour.example', 'always'],
  ] as const) {
    await field.fill(name);
    await dialog.locator('select[name=rule]').selectOption(rule);
    await field.press('Enter');
    await sender(name).first().waitFor();
  }
  await sender('li.wei@harbour.example').last().scrollIntoViewIfNeeded();
}

export async function empty(page: Page, t: Words): Promise<void> {
  await page.getByText(t.inbox).waitFor();
}

/** Shows the page when the server fails. */
export async function failed(page: Page, t: Words): Promise<void> {
  await list(page);
  await page.route('**/jmap/api', (route) => route.fulfill({ status: 500, body: '' }));
  await folder(page, t, t['role.archive']);
  await page.getByText(t['list.failed']).waitFor();
}

export async function join(page: Page): Promise<void> {
  await page.fill('#name', 'mira.lindqvist');
  await page.locator('#name-said, [role=status]').filter({ hasText: 'mira.lindqvist@' }).first().waitFor();
}

async function trip(page: Page, t: Words, subject: string): Promise<void> {
  await list(page);
  await folder(page, t, 'Trips');
  await row(page, subject).waitFor();
  await open(page, subject);
}

export async function invitation(page: Page, t: Words): Promise<void> {
  await trip(page, t, 'Choir, the second part');
  await page.getByRole('region', { name: /^(Invitation|邀请)/ }).waitFor();
}

export const long = (page: Page, t: Words): Promise<void> => trip(page, t, 'Wood for the winter');

export async function twelve(page: Page, t: Words): Promise<void> {
  await trip(page, t, 'Twelve photos');
  await page.getByText('o 12.png').waitFor();
}

export const japanese = (page: Page, t: Words): Promise<void> => trip(page, t, '来週の合唱の練習について');
export const arabic = (page: Page, t: Words): Promise<void> => trip(page, t, 'موعد الرحلة إلى الجزيرة');

export async function commands(page: Page, t: Words): Promise<void> {
  await read(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill(t['role.trash'].slice(0, 3));
}

export async function offline(page: Page, t: Words): Promise<void> {
  await read(page);
  await page.context().setOffline(true);
  await page
    .getByRole('main')
    .getByRole('button', { name: t['action.star'], exact: true })
    .filter({ visible: true })
    .click();
  await page.getByRole('status').filter({ hasText: t['app.offline'] }).waitFor();
}

export async function full(page: Page, t: Words): Promise<void> {
  await list(page);
  await page.getByText(t['space.full']).waitFor();
}

export async function signIn(page: Page, t: Words): Promise<void> {
  await page.getByRole('heading', { name: t['signIn.title'] }).waitFor();
  await page.fill('input[name=login]', 'ann@postroom.example');
}

async function pictures(page: Page): Promise<void> {
  await page.frameLocator('main iframe').locator('img').first().waitFor();
}
