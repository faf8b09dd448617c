import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '@postroom/testkit';
import type { BrowserContext, Page } from 'playwright-core';
import { OFFERS_MS } from '../../services/webmail/src/state/lasting.ts';
import { slowness } from './slowness.ts';

/** Ms for each time that an answer is held at most. */
const HELD_MS = 100;

const seed = Number(process.env.PAGE_SEED || Date.now() % 100_000);
const random = new Random(seed);

/** Times as long as for people what can be taken back is offered: tests look at other things in between, however busy the machine is. */
const PATIENCE = 2;

/** Every page of this window, one that is opened later, too, is as on a slow and busy machine behind a slow line. */
export function slowDown(context: BrowserContext): void {
  const wait = `ms < 5_000 ? ms : ms * ${slowness} * (ms === ${OFFERS_MS} ? ${PATIENCE} : 1)`;
  void context.addInitScript(
    `((set) => (window.setTimeout = (run, ms = 0, ...rest) => set(run, ${wait}, ...rest)))(setTimeout)`,
  );
  if (slowness === 1) return;
  console.log(`pages are slower: PAGE_SLOW=${slowness} PAGE_SEED=${seed}`);
  context.setDefaultTimeout(30_000 + 5_000 * slowness);
  // One that is closed meanwhile needs nothing.
  context.on('page', (page) => void slow(context, page).catch(() => undefined));
}

/**
 * Its processor is slow, and requests are held: some until the server gets them, others once it has done what they ask. All of that is in
 * the browser, so that what a test does to requests and to the line stays as it is.
 */
async function slow(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  session.on('Fetch.requestPaused', ({ requestId }) => {
    const held = random.chance(0.5) ? random.next() * HELD_MS * slowness : 0;
    // Whoever asked may be gone.
    void pause(held).then(() => session.send('Fetch.continueRequest', { requestId }).catch(() => undefined));
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  await session.send('Fetch.enable', {
    patterns: (['Request', 'Response'] as const).map((requestStage) => ({ urlPattern: '*', requestStage })),
  });
}
