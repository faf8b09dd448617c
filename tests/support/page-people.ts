import assert from 'node:assert/strict';
import { after } from 'node:test';
import { operateOnMany } from '@postroom/transit';
import type { Locator, Page } from 'playwright-core';
import { PASSWORD } from './accounts.ts';
import { type BrowserKind, closeWindows, keptBrowser, signedIn, type Visitor, visit } from './browser.ts';
import { eventually } from './eventually.ts';
import type { Fixture } from './fixture.ts';
import { type MailOf, mailOf } from './mail-of.ts';
import { nodemailer } from './mail-programs.ts';

export interface Person extends Visitor, MailOf {
  readonly id: number;
  readonly address: string;
}

/**
 * Makes people for one test file, each with an account in a domain and a browser window, on one platform. Keep the result for the whole file.
 * @param open opens the platform: `async () => await sharedFixture()`
 * @param kind the browser; the shell when left out
 */
export function pagePeople(open: () => Promise<Fixture>, domain: string, kind?: BrowserKind) {
  let fixture: Fixture | undefined;
  const ids = new Map<string, number>();
  after(async () => {
    await closeWindows();
    await fixture?.[Symbol.asyncDispose]();
  });

  async function account(name: string): Promise<number> {
    fixture ??= await open();
    const known = ids.get(name);
    if (known !== undefined) return known;
    const id = await fixture.stage.account(`${name}@${domain}`);
    ids.set(name, id);
    return id;
  }

  async function urlOf(): Promise<string> {
    fixture ??= await open();
    return `http://127.0.0.1:${fixture.platform.ports.HTTP_PORT}`;
  }

  /** Opens the page as somebody who is not signed in. */
  async function stranger(options: Parameters<typeof visit>[2] = {}): Promise<Visitor> {
    return visit(await keptBrowser(kind), await urlOf(), options);
  }

  /** Opens the page as a signed-in person of that name. */
  async function person(name: string, options: Parameters<typeof visit>[2] = {}): Promise<Person> {
    const id = await account(name);
    const address = `${name}@${domain}`;
    const url = await urlOf();
    const visitor = await visit(await keptBrowser(kind), url, options, (context) =>
      signedIn(context, url, address, PASSWORD),
    );
    await visitor.page.waitForSelector('#list');
    const mail = mailOf(url, id, address);
    return {
      ...visitor,
      id,
      address,
      ...mail,
      put: async (...args) => {
        // While the pointer is on the list, new rows would wait above it.
        await visitor.page.mouse.move(0, 0);
        return mail.put(...args);
      },
      [Symbol.asyncDispose]: () => visitor[Symbol.asyncDispose](),
    };
  }

  /** Sends a message with a mail program. */
  async function letter(from: string, to: string, more: object): Promise<void> {
    await account(from);
    assert.ok(fixture);
    using transport = nodemailer(fixture, `${from}@${domain}`);
    await transport.sendMail({ from: `${from}@${domain}`, to: `${to}@${domain}`, ...more });
  }

  /** Returns the platform behind the page. */
  const behind = async (): Promise<Fixture> => (fixture ??= await open());

  return { account, person, stranger, letter, behind };
}

export const row = (page: Page, words: string) => page.locator('[role=row]', { hasText: words });

/** Searches for words that are inserted at once: typed key by key, a part of them might be searched for and clicked first. */
export async function lookFor(page: Page, words: string): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.insertText(words);
}

/** Returns the button that says where a search looks. */
export const searchedIn = (page: Page, folder: string) =>
  page.getByTitle('Where to search').and(page.getByRole('button', { name: folder, exact: true }));

/** Does something that asks a question, and answers with a text, yes (true) or no (false). Returns the question. */
export async function asked(page: Page, answer: string | boolean, act: () => Promise<unknown>): Promise<string> {
  const question = page.waitForEvent('dialog').then(async (dialog) => {
    await (answer === false ? dialog.dismiss() : dialog.accept(answer === true ? undefined : answer));
    return dialog.message();
  });
  await act();
  return question;
}

/** Types a name into the dialog that asks for one, and presses Enter. */
export async function proposeName(page: Page, name: string): Promise<void> {
  // The field has the focus from the beginning.
  await page.locator('dialog input[name=name]:focus').fill(name);
  await page.keyboard.press('Enter');
}

/** Does the same with a valid name: waits until the dialog is gone and the page has the keys again. */
export async function sayName(page: Page, name: string): Promise<void> {
  await proposeName(page, name);
  await page.locator('dialog input[name=name]').waitFor({ state: 'detached' });
}

/** Returns the text of a field, or of the editor. */
export const wordsOf = (field: Locator): Promise<string> =>
  field.evaluate((element) => {
    const field = element as unknown as { value?: string; innerText: string };
    // Lines in the editor are elements, and textContent has no line ends for them.
    // biome-ignore lint/performance/useDomNodeTextContent: see above
    return field.value ?? field.innerText;
  });

/** Returns the last compose window. */
export const writing = (page: Page) => page.locator('form[role=dialog]').last();

export async function write(page: Page, to: string, subject: string, text: string): Promise<void> {
  await page.keyboard.press('c');
  const window = writing(page);
  await window.locator('input[role=combobox]').first().fill(to);
  await page.keyboard.press('Enter');
  await window.getByLabel('Subject').fill(subject);
  await window.getByLabel('Text', { exact: true }).fill(text);
}

/** Returns how many messages a person has sent, and how many of those still wait to go out. */
async function sentBy({ jmap }: Person): Promise<{ all: number; waiting: number }> {
  const count = async (undoStatus: 'pending' | 'final'): Promise<number> => {
    const [found] = await jmap(['EmailSubmission/query', { filter: { undoStatus } }]);
    return ((found?.ids ?? []) as readonly string[]).length;
  };
  const waiting = await count('pending');
  return { waiting, all: waiting + (await count('final')) };
}

/** Sends the message being written, and lets it go at once. */
export async function sendNow(person: Person, fixture: Fixture): Promise<void> {
  const { all } = await sentBy(person);
  await writing(person.page).getByRole('button', { name: 'Send', exact: true }).click();
  await letGo(person, fixture, all);
}

/**
 * Sends waiting mail without the time for taking it back, which may already be over on a slow machine.
 * @param before how many messages were sent before it
 */
export async function letGo(person: Person, { stage: { pool } }: Fixture, before = 0): Promise<void> {
  await eventually('what was sent goes', async () => {
    const { count } = await operateOnMany(pool, 'retry', { accountId: person.id }, null);
    if (count > 0) return true;
    const { all, waiting } = await sentBy(person);
    return waiting === 0 && all > before;
  });
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).first().click();
  await page.locator('dialog').getByRole('button', { name: 'Sign out' }).last().click();
}

export async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  // Hovering waits until the element no longer moves.
  await from.hover({ position: { x: 40, y: 12 } });
  const [begin, end] = [await from.boundingBox(), await to.boundingBox()];
  assert.ok(begin && end);
  await page.mouse.down();
  await page.mouse.move(begin.x + 60, begin.y + begin.height / 2 + 4, { steps: 3 });
  await page.mouse.move(end.x + 40, end.y + end.height / 2, { steps: 5 });
  await page.mouse.up();
}
