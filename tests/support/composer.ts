import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { row, writing } from './page-people.ts';

/** The window in which a mail is written says that it is saved, and that is so of all that was typed since, too. */
export async function saved(page: Page): Promise<void> {
  await page.getByText(/^Saved/).waitFor();
  await allSaved(page);
}

/** Nothing that is written is known to this device alone. */
async function allSaved(page: Page): Promise<void> {
  const isLoose = "Object.keys(localStorage).some((name) => name.startsWith('postroom.draft.'))";
  await eventually('all is saved', async () => !(await page.evaluate(isLoose)));
}

export function bodyOf(page: Page): Locator {
  return writing(page).getByLabel('Text', { exact: true });
}

export function sendButton(page: Page): Locator {
  return writing(page).getByRole('button', { name: 'Send', exact: true });
}

/** Goes on with a draft. */
export async function openDraft(page: Page, subject: string): Promise<void> {
  // One whose window was just closed takes the place of the one before.
  await allSaved(page);
  await page.getByRole('button', { name: /^Drafts/ }).click();
  // One that was just saved stands beside the one before for a moment.
  await eventually('the draft alone', async () => (await row(page, subject).count()) === 1 || undefined);
  await row(page, subject).first().click();
}
