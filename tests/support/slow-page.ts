import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '@postroom/testkit';
import type { BrowserContext, Page } from 'playwright-core';
import { OFFERS_MS } from '../../services/webmail/src/state/lasting.ts';
import { slowness } from './slowness.ts';

/** The longest time a request is held, at a slowness of 1. */
const HELD_MS = 100;

const seed = Number(process.env.PAGE_SEED || Date.now() % 100_000);
const random = new Random(seed);

/** By how much longer an undo is offered than to people: tests check other things in between, even on a busy machine. */
const PATIENCE = 2;

/** Makes every page of this context, also later ones, behave as on a slow, busy machine with a slow connection. */
export function slowDown(context: BrowserContext): void {
  const wait = `ms < 5_000 ? ms : ms * ${slowness} * (ms === ${OFFERS_MS} ? ${PATIENCE} : 1)`;
  void context.addInitScript(
    `((set) => (window.setTimeout = (run, ms = 0, ...rest) => set(run, ${wait}, ...rest)))(setTimeout)`,
  );
  if (slowness === 1) return;
  console.log(`pages are slower: PAGE_SLOW=${slowness} PAGE_SEED=${seed}`);
  context.setDefaultTimeout(30_000 + 5_000 * slowness);
  // A page that is closed meanwhile needs nothing.
  context.on('page', (page) => void slow(context, page).catch(() => undefined));
}

/**
 * Slows the page's processor and holds requests: some before the server gets them, others after it has answered. All of this happens in the
 * browser, so that what a test does to requests and to the connection works as before.
 */
async function slow(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  session.on('Fetch.requestPaused', ({ requestId }) => {
    const held = random.chance(0.5) ? random.next() * HELD_MS * slowness : 0;
    // The requester may be gone.
    void pause(held).then(() => session.send('Fetch.continueRequest', { requestId }).catch(() => undefined));
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  await session.send('Fetch.enable', {
    patterns: (['Request', 'Response'] as const).map((requestStage) => ({ urlPattern: '*', requestStage })),
  });
}
