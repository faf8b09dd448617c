import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { row, writing } from './page-people.ts';

/** Waits until the compose window says that it is saved, and all later changes are saved too. */
export async function saved(page: Page): Promise<void> {
  await page.getByText(/^Saved/).waitFor();
  await allSaved(page);
}

/** Waits until no draft exists on this device only. */
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

/** Opens a draft for editing. */
export async function openDraft(page: Page, subject: string): Promise<void> {
  // The email of a draft that was just closed is still being replaced.
  await allSaved(page);
  await page.getByRole('button', { name: /^Drafts/ }).click();
  // For a moment the saved email stands beside the former one.
  await eventually('the draft alone', async () => (await row(page, subject).count()) === 1 || undefined);
  await row(page, subject).first().click();
}
