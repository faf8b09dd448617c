import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { row, writing } from './page-people.ts';

/** The window in which a mail is written says that it is saved. */
export function saved(page: Page): Promise<void> {
  return page.getByText(/^Saved/).waitFor();
}

export function bodyOf(page: Page): Locator {
  return writing(page).getByLabel('Text', { exact: true });
}

export function sendButton(page: Page): Locator {
  return writing(page).getByRole('button', { name: 'Send', exact: true });
}

/** Goes on with a draft. */
export async function openDraft(page: Page, subject: string): Promise<void> {
  await page.getByRole('button', { name: /^Drafts/ }).click();
  // One that was just saved stands beside the one before for a moment.
  await eventually('the draft alone', async () => (await row(page, subject).count()) === 1 || undefined);
  await row(page, subject).first().click();
}
