const MINUTE = 60_000;
/** Authorities bear five failures of a name an hour. */
const FIRST_WAIT_MS = 30 * MINUTE;
const LONGEST_WAIT_MS = 12 * 60 * MINUTE;

/** A certificate is renewed when a third of its time is left, those of one day at different times. @param random from 0 to 1 */
export function renewalOf({ issuedAt, endsAt }: { issuedAt: Date; endsAt: Date }, random = Math.random()): Date {
  const life = endsAt.getTime() - issuedAt.getTime();
  return new Date(endsAt.getTime() - life / 3 - (random * life) / 30);
}

/** When it is tried again after so many tries in vain, this one among them: twice as late each time, to half a day. */
export function afterFailure(failures: number, now = new Date(), random = Math.random()): Date {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10), LONGEST_WAIT_MS);
  return new Date(now.getTime() + wait * (0.75 + random / 2));
}
