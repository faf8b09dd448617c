import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { percentile } from './access.ts';

/** The factor by which the browser's processor is slowed down. */
const SLOWER = 4;
const LOADS = 5;
const MAILS = 20;
/** Rows between two opened messages, so that none was prefetched. */
const APART = 7;
const SCROLLS = 300;
const PIXELS = 400;
const REST_MS = 500;
/** The time from the pointer on a row to a fast click. */
const POINTED_MS = 150;

export interface PageFigure {
  readonly what: string;
  readonly unit: string;
  readonly target: string;
  readonly value: number;
}

/** Records when the first row of a list is there, in ms since the navigation began. */
const FIRST_ROW = `new MutationObserver((_, observer) => {
  if (!document.querySelector('[role=row]')) return;
  observer.disconnect();
  requestAnimationFrame(() => requestAnimationFrame((at) => { window.firstRow = at; }));
}).observe(document, { childList: true, subtree: true });`;

/** Runs an action; returns the ms until another message is shown, with its subject and text. */
const untilShown = (act: string): string => `new Promise((resolve) => {
  const shown = () => document.querySelector('main h1')?.textContent + document.querySelector('main section')?.textContent;
  const before = shown();
  const began = performance.now();
  ${act};
  const look = (at) => {
    const now = shown();
    const isThere = now !== before && document.querySelector('main section')?.textContent?.includes('quick brown fox');
    if (isThere || at - began > 10_000) resolve(Math.max(at, performance.now()) - began);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})`;

/** Scrolls the list with each frame; counts frames with an empty place, and frames with a row whose message is not there yet. */
const SCROLL = `new Promise((resolve) => {
  const list = document.querySelector('#list');
  const frames = { all: 0, blank: 0, waiting: 0, longest: 0 };
  let last = performance.now();
  const step = (at) => {
    frames.longest = Math.max(frames.longest, at - last);
    last = at;
    const { top, bottom, left } = list.getBoundingClientRect();
    const middles = [];
    for (let y = top + 4; y < bottom; y += 28) middles.push(document.elementFromPoint(left + 80, y));
    if (middles.some((element) => !element || element === list || element.parentElement === list)) frames.blank++;
    if (middles.some((element) => element && list.contains(element) && !element.closest('[role=row]'))) frames.waiting++;
    list.scrollTop += ${PIXELS};
    if (++frames.all < ${SCROLLS}) requestAnimationFrame(step);
    else resolve(frames);
  };
  requestAnimationFrame(step);
})`;

/** Measures the ms from a key to the next frame, for each following key. */
const TYPING = `window.typed = []; document.querySelector('[data-search]').addEventListener('keydown', ({ timeStamp }) => {
  requestAnimationFrame(() => setTimeout(() => window.typed.push(performance.now() - timeStamp)));
});`;

/** Measures what a user feels of the page with a large INBOX, in a browser with a slowed-down processor. */
export async function measureBrowser(url: string, login: string): Promise<PageFigure[]> {
  await using browser = await openChromium();
  const signedIn = await signIn(browser, url, login);
  const [loads, script] = await firstLoads(browser, url, signedIn);
  const context = await browser.newContext(signedIn);
  const page = await context.newPage();
  await slowed(page);
  await page.goto(url);
  await page.locator('[role=row]').nth(APART).waitFor();
  await pause(REST_MS * 4);
  const [opened, pointed, next] = [await openMails(page), await openMails(page, MAILS), await nextMails(page)];
  const typed = await typeSearch(page);
  await page.goto(url);
  await page.locator('[role=row]').nth(APART).waitFor();
  await pause(REST_MS * 4);
  const frames = (await page.evaluate(SCROLL)) as { all: number; blank: number; waiting: number; longest: number };
  const ms = (what: string, target: string, value: number): PageFigure => ({ what, unit: 'ms', target, value });
  return [
    { what: 'script of the first load, gzip', unit: 'kB', target: '150 kB', value: script / 1000 },
    ms(`first load to the first row, median of ${LOADS}`, '1,000 ms', percentile(loads, 0.5)),
    ms(`opening a mail, p50 of ${MAILS}`, '100 ms', percentile(opened, 0.5)),
    ms('opening a mail, p95', '', percentile(opened, 0.95)),
    ms(
      `opening a mail on which a pointer was for ${POINTED_MS} ms, p50 of ${MAILS}`,
      '100 ms',
      percentile(pointed, 0.5),
    ),
    ms('opening a mail on which a pointer was, p95', '', percentile(pointed, 0.95)),
    ms(`next mail, p50 of ${MAILS}`, '50 ms', percentile(next, 0.5)),
    ms('next mail, p95', '', percentile(next, 0.95)),
    ms('from a key in the search field to its frame, p95', '50 ms', percentile(typed, 0.95)),
    { what: `frames with a blank place, of ${frames.all}`, unit: 'frames', target: '0', value: frames.blank },
    {
      what: `frames in which a row waits for its mail, of ${frames.all}`,
      unit: 'frames',
      target: '',
      value: frames.waiting,
    },
    ms('longest frame while scrolling', '', frames.longest),
  ];
}

async function openChromium(): Promise<Browser & AsyncDisposable> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  return Object.assign(browser, { [Symbol.asyncDispose]: () => browser.close() });
}

type Signed = NonNullable<Parameters<Browser['newContext']>[0]>;

async function signIn(browser: Browser, url: string, login: string): Promise<Signed> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', 'bench');
  await page.click('button[type=submit]');
  await page.locator('[role=row]').first().waitFor();
  const { cookies } = await context.storageState();
  await context.close();
  const viewport = { width: 1440, height: 900 };
  return { storageState: { cookies, origins: [] }, locale: 'en-GB', viewport, serviceWorkers: 'block' };
}

async function slowed(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
}

/** Loads the page with only the session in the browser's cache. Returns the ms, sorted, and the octets of script up to the first row. */
async function firstLoads(browser: Browser, url: string, signedIn: Signed): Promise<[loads: number[], script: number]> {
  const loads: number[] = [];
  let script = 0;
  for (let load = 0; load < LOADS; load++) {
    const context = await browser.newContext(signedIn);
    const page = await context.newPage();
    await slowed(page);
    await page.addInitScript(FIRST_ROW);
    // A new tab starts processes of the browser, which on two cores take time from the page's.
    await pause(REST_MS * 3);
    await page.goto(url);
    await page.locator('[role=row]').first().waitFor();
    while ((await page.evaluate('window.firstRow')) === undefined) await pause(20);
    loads.push((await page.evaluate('window.firstRow')) as number);
    if (load === 0) script = await scriptOf(url);
    await context.close();
  }
  return [loads.sort((a, b) => a - b), script];
}

/** Returns the octets, gzip, of the scripts that the page itself names. */
async function scriptOf(url: string): Promise<number> {
  const html = await (await fetch(url)).text();
  // The page also names the files of parts that it loads later.
  const names = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  const bodies = await Promise.all(names.map(async (name) => (await fetch(new URL(name, url))).arrayBuffer()));
  return bodies.reduce((sum, body) => sum + gzipSync(Buffer.from(body), { level: 9 }).length, 0);
}

/** @param after how many messages were opened before */
async function openMails(page: Page, after?: number): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < MAILS; at++) {
    const position = (at + (after ?? 0)) * APART;
    await page.evaluate(`document.querySelector('#list').scrollTop = ${position * 56}`);
    const row = page.locator(`[role=row][aria-rowindex="${position + 2}"]`);
    await row.waitFor();
    await pause(REST_MS);
    if (after !== undefined) {
      await row.hover();
      await pause(POINTED_MS);
    }
    times.push(
      (await page.evaluate(
        untilShown(`document.querySelector('[role=row][aria-rowindex="${position + 2}"]').click()`),
      )) as number,
    );
    await pause(REST_MS);
  }
  return times.sort((a, b) => a - b);
}

async function nextMails(page: Page): Promise<number[]> {
  const times: number[] = [];
  const key = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }))";
  for (let at = 0; at < MAILS; at++) {
    times.push((await page.evaluate(untilShown(key))) as number);
    await pause(REST_MS);
  }
  return times.sort((a, b) => a - b);
}

async function typeSearch(page: Page): Promise<number[]> {
  await page.locator('[data-search]').focus();
  await page.evaluate(TYPING);
  await page.keyboard.type('zanzibarian weather', { delay: 90 });
  await pause(REST_MS);
  return ((await page.evaluate('window.typed')) as number[]).sort((a, b) => a - b);
}
