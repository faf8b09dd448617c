const DAY_SECONDS = 24 * 3_600;

/** Returns the first and the last second of a day (UTC, `2026-11-28`), in seconds since 1970. */
export function secondsOf(day: string): { readonly begins: number; readonly ends: number } {
  const begins = Date.parse(`${day}T00:00:00Z`) / 1_000;
  return { begins, ends: begins + DAY_SECONDS - 1 };
}
