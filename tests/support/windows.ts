import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { slowDown } from './slow-page.ts';

/** Unused contexts by the options with which they were opened. What they have loaded and compiled is reused. */
const free = new Map<string, BrowserContext[]>();

const keyOf = (options: BrowserContextOptions): string => JSON.stringify(options);

/** Returns a context for a new person; a free one of that browser with the same options, else a new one. */
export async function takeContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const left = free.get(keyOf(options))?.filter((each) => each.browser() === browser) ?? [];
  const found = left.pop();
  free.set(keyOf(options), left);
  if (found) return found;
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
    // Tests cannot intercept requests that a service worker makes.
    serviceWorkers: 'block',
    ...options,
  });
  slowDown(context);
  return context;
}

/** Opens the first page of a person, without any data of the one before. */
export async function firstWindow(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  // Cookies stay: the person may be signed in already.
  const storageTypes = 'local_storage,indexeddb,cache_storage';
  await session.send('Storage.clearDataForOrigin', { origin: new URL(url).origin, storageTypes });
  await session.detach();
  return page;
}

/** Frees a context for the next person; closes one with service workers, or one that cannot be reset. */
export async function leaveContext(context: BrowserContext, options: BrowserContextOptions): Promise<void> {
  if (options.serviceWorkers !== undefined) return context.close();
  try {
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await Promise.all(context.pages().map((page) => page.close()));
    await context.setOffline(false);
    await context.clearCookies();
    free.set(keyOf(options), [...(free.get(keyOf(options)) ?? []), context]);
  } catch {
    await context.close();
  }
}

/** Closes all contexts except the free ones. */
export async function closeUsed(browser: Browser): Promise<void> {
  const left = [...free.values()].flat();
  for (const context of browser.contexts()) if (!left.includes(context)) await context.close();
}
