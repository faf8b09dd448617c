import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildPage } from '../../dev/page.ts';
import { closeUsed, firstWindow, leaveContext, takeContext } from './windows.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', process.env.CHROMIUM ?? ''];
const SHELL = '/usr/bin/chromium-headless-shell';

/** The path of a browser; without one the tests are skipped and say so. */
const browserPath = PLACES.find((path) => path !== '' && existsSync(path));

/**
 * The same engine with all of the browser around it, or as a shell that can only be driven: it takes a sixth less CPU, and has
 * no background synchronisation. Without a shell (`apt-get install chromium-headless-shell`) the whole browser takes its place.
 */
export type BrowserKind = 'whole' | 'shell';

const pathOf = (kind: BrowserKind) => (kind === 'shell' && existsSync(SHELL) ? SHELL : (browserPath as string));

export const needsBrowser = {
  skip: browserPath === undefined ? 'there is no Chromium here (apt-get install chromium)' : false,
};

const kept = new Map<BrowserKind, Promise<Browser>>();

/** Returns the browser of this process, which its test files use one after the other. It ends with the process. */
export function keptBrowser(kind: BrowserKind = 'shell'): Promise<Browser> {
  const found = kept.get(kind) ?? openKept(kind);
  kept.set(kind, found);
  return found;
}

/** Opens the browser. One that fails to open, or breaks, is forgotten, so that the next file opens another. */
async function openKept(kind: BrowserKind): Promise<Browser> {
  const forget = () => {
    kept.delete(kind);
  };
  try {
    return (await openBrowser(kind)).once('disconnected', forget);
  } catch (error) {
    forget();
    throw error;
  }
}

/** Closes the windows of a test file, except those kept for the next person. */
export async function closeWindows(): Promise<void> {
  for (const browser of await Promise.all(kept.values())) await closeUsed(browser);
}

/** Builds the page and opens a browser. */
export async function openBrowser(kind: BrowserKind = 'whole'): Promise<Browser & AsyncDisposable> {
  await buildPage();
  const browser = await chromium.launch({
    executablePath: fileURLToPath(new URL('chromium', import.meta.url)),
    env: { ...process.env, CHROMIUM: pathOf(kind) },
    args: ['--no-sandbox'],
  });
  return Object.assign(browser, { [Symbol.asyncDispose]: () => browser.close() });
}

export interface Visitor extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requests to other servers, errors and unhandled rejections of the page; a test expects none. */
  readonly faults: string[];
}

const API = '/jmap/api';
/** The limit that a request exceeds when too many are running (RFC 8620 3.6.1); the server does nothing of it. */
const ONE_TOO_MANY = 'maxConcurrentRequests';

/**
 * Opens the page as a person with a browser of their own.
 * @param before runs before the page is opened
 */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  before: (context: BrowserContext) => Promise<void> = async () => {},
): Promise<Visitor> {
  const context = await takeContext(browser, options);
  await before(context);
  const page = await firstWindow(context, url);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(?:data|blob|about):/.test(request.url()))
      faults.push(`asked ${request.url()}`);
  });
  page.on('console', (message) => {
    // A person who is not signed in yet gets 401 at first.
    // Scripts that a test runs inside a message's frame are blocked there; the test runs them from outside.
    const isExpected = /status of 401|^Blocked script execution in '[^']*\/frame\.html'/.test(message.text());
    const isLookedAt = message.text().includes('status of 400') && message.location().url.endsWith(API);
    if (message.type() === 'error' && !isExpected && !isLookedAt) faults.push(message.text());
  });
  page.on('response', async (response) => {
    if (response.status() !== 400 || !response.url().endsWith(API)) return;
    // The page repeats a request that was one too many. The body of a response is lost when the page goes away meanwhile.
    const problem = await response.text().catch(() => ONE_TOO_MANY);
    if (!problem.includes(ONE_TOO_MANY)) faults.push(problem);
  });
  await page.goto(`${url}/`);
  return { page, context, faults, [Symbol.asyncDispose]: () => leaveContext(context, options) };
}

/** Signs a person in ahead, with the request that the page's form sends. */
export async function signedIn(context: BrowserContext, url: string, login: string, password: string): Promise<void> {
  const answer = await context.request.post(`${url}/session`, {
    data: { login, password },
    headers: { origin: new URL(url).origin },
  });
  assert.equal(answer.status(), 200, await answer.text());
}

export async function signIn(page: Page, address: string, password: string): Promise<void> {
  await page.fill('input[name=login]', address);
  await page.fill('input[name=password]', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('#list');
}
