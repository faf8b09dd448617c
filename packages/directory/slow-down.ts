import { setTimeout as sleep } from 'node:timers/promises';

const MAX_DELAY_MS = 4_000;
/** How many answers may be delayed at once; further ones are sent without delay. Failures are counted in either case. */
const MAX_DELAYED = 500;

/** Returns a function that delays the answer to a failed login, by the failures before it, from the `slowAfter`th one on. */
export function createSlowDown(slowAfter: number): (failures: number) => Promise<void> {
  let delayed = 0;
  return async (failures) => {
    if (failures < slowAfter || delayed >= MAX_DELAYED) return;
    delayed++;
    await sleep(Math.min(250 * 2 ** Math.min(failures - slowAfter, 6), MAX_DELAY_MS));
    delayed--;
  };
}
