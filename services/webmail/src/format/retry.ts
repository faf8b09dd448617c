/** Seconds of the units in which it is said, and from how many seconds on. */
const UNITS = [
  ['day', 86_400, 36 * 3_600],
  ['hour', 3_600, 90 * 60],
  ['minute', 60, 0],
] as const;

/** Seconds after which one may ask again, as Retry-After says it (RFC 9110 10.2.3); undefined where it says nothing of use. */
export function retrySeconds(header: string | null, now = Date.now()): number | undefined {
  const said = header?.trim() ?? '';
  const seconds = /^\d{1,9}$/.test(said) ? Number(said) : Math.ceil((Date.parse(said) - now) / 1_000);
  return seconds >= 0 ? seconds : undefined;
}

/** The same in a language, "in 15 minutes", never too early. @param later what is said where it is not known */
export function whenAgain(seconds: number | undefined, language: string, later: string): string {
  const [unit, length] = UNITS.find(([, , from]) => (seconds ?? 0) >= from) ?? UNITS[2];
  if (seconds === undefined) return later;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  return format.format(Math.max(1, Math.ceil(seconds / length)), unit);
}
