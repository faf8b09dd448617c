/** The units of a waiting time: name, length in seconds, and from how many seconds on each is used. */
const UNITS = [
  ['day', 86_400, 36 * 3_600],
  ['hour', 3_600, 90 * 60],
  ['minute', 60, 0],
] as const;

/** Returns the seconds to wait by a Retry-After header (RFC 9110 10.2.3); undefined where the header gives no usable time. */
export function retrySeconds(header: string | null, now = Date.now()): number | undefined {
  const said = header?.trim() ?? '';
  const seconds = /^\d{1,9}$/.test(said) ? Number(said) : Math.ceil((Date.parse(said) - now) / 1_000);
  return seconds >= 0 ? seconds : undefined;
}

/** Writes a waiting time, such as "in 15 minutes", rounded up. @param later the text for a time that is not known */
export function whenAgain(seconds: number | undefined, language: string, later: string): string {
  const [unit, length] = UNITS.find(([, , from]) => (seconds ?? 0) >= from) ?? UNITS[2];
  if (seconds === undefined) return later;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  return format.format(Math.max(1, Math.ceil(seconds / length)), unit);
}
