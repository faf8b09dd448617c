import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { slowDown } from './slow-page.ts';

/** Contexts that nobody uses any more, by how they were opened. What they have loaded does not come, and is not compiled, again. */
const free = new Map<string, BrowserContext[]>();

const keyOf = (options: BrowserContextOptions): string => JSON.stringify(options);

/** For a person who was never here; one that was left is taken where it is of that browser. */
export async function takeContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const left = free.get(keyOf(options))?.filter((each) => each.browser() === browser) ?? [];
  const found = left.pop();
  free.set(keyOf(options), left);
  if (found) return found;
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
    // What tests do to requests passes by those that a service worker makes.
    serviceWorkers: 'block',
    ...options,
  });
  slowDown(context);
  return context;
}

/** The first window of a person there, which knows nothing of the one before. */
export async function firstWindow(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  // Its cookie may be there by now.
  const storageTypes = 'local_storage,indexeddb,cache_storage';
  await session.send('Storage.clearDataForOrigin', { origin: new URL(url).origin, storageTypes });
  await session.detach();
  return page;
}

/** The next person takes it; where it cannot be left, or has service workers of its own, it is closed. */
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

/** All but those that the next person takes. */
export async function closeUsed(browser: Browser): Promise<void> {
  const left = [...free.values()].flat();
  for (const context of browser.contexts()) if (!left.includes(context)) await context.close();
}
