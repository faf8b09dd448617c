const MINUTE = 60_000;
/** Authorities allow five failures per name and hour. */
const FIRST_WAIT_MS = 30 * MINUTE;
const LONGEST_WAIT_MS = 12 * 60 * MINUTE;

/** Returns when to renew: with a third of the lifetime left, spread so that certificates of one day differ. @param random from 0 to 1 */
export function renewalOf({ issuedAt, endsAt }: { issuedAt: Date; endsAt: Date }, random = Math.random()): Date {
  const life = endsAt.getTime() - issuedAt.getTime();
  return new Date(endsAt.getTime() - life / 3 - (random * life) / 30);
}

/** Returns when to try again after this many failures in a row: the wait doubles each time, up to half a day. */
export function afterFailure(failures: number, now = new Date(), random = Math.random()): Date {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10), LONGEST_WAIT_MS);
  return new Date(now.getTime() + wait * (0.75 + random / 2));
}
