import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Fixture } from '../../tests/support/fixture.ts';
import { now } from './letter.ts';
import type { People } from './people.ts';
import type { Shot } from './shots.ts';
import { wordsOf } from './words.ts';

const MAX_OCTETS = 210_000;
/** Heights of the windows, for phones and wider screens. */
const PHONE = 844;
const DESK = 900;

/** Opens the page for a shot, and writes the picture. */
export async function take(
  browser: Browser,
  fixture: Fixture,
  people: People,
  shot: Shot,
  folder: string,
): Promise<void> {
  const { name, view, width, theme, language, who, show } = shot;
  const isPhone = width < 500;
  const context = await browser.newContext({
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'UTC',
    colorScheme: theme,
    serviceWorkers: 'block',
    viewport: { width, height: isPhone ? PHONE : DESK },
    hasTouch: isPhone,
    reducedMotion: 'reduce',
    ...(who && { storageState: people[who] }),
  });
  try {
    const page = await context.newPage();
    // These views show the time of the next try, which must be later than the server's clock.
    if (view !== 'sent' && view !== 'bounce') await page.clock.setFixedTime(now);
    page.setDefaultTimeout(15_000);
    await page.goto(`http://127.0.0.1:${fixture.platform.ports.HTTP_PORT}/${who || view === 'sign-in' ? '' : 'join'}`);
    await show(page, wordsOf(language));
    await page.mouse.move(0, 0);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    const { size } = await stat(path);
    if (size > MAX_OCTETS) throw new Error(`${name}.png has ${size} octets`);
  } catch (error) {
    throw new Error(`${name} could not be taken`, { cause: error });
  } finally {
    await context.close();
  }
}
