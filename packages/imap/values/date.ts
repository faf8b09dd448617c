import { ImapSyntaxError } from './syntax-error.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number) => (value < 10 ? `0${value}` : `${value}`);

/** Parses a date (RFC 3501 9), `1-Feb-1994`: a calendar day without zone, returned as ISO `1994-02-01`. */
export function parseDate(text: string): string {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text);
  if (!match) throw new ImapSyntaxError('Invalid date');
  const [, day = '', month = '', year = ''] = match;
  const iso = `${year}-${two(monthOf(month))}-${day.padStart(2, '0')}`;
  if (!isDay(iso)) throw new ImapSyntaxError('Invalid date');
  return iso;
}

/**
 * Parses a date-time without its quotes, `17-Jul-1996 02:44:25 -0700`; the zone is not kept. The space before a day of one digit
 * may be missing, and a leap second (RFC 5322 3.3) counts as the second before it.
 */
export function parseDateTime(text: string): Date {
  const match = /^([ \d]?\d)-([A-Za-z]{3})-(\d{4}) (\d\d:\d\d:)(\d\d) ([+-]\d\d)(\d\d)$/.exec(text);
  if (!match) throw new ImapSyntaxError('Invalid date-time');
  const [, day = '', month = '', year, time, second, zoneHours, zoneMinutes] = match;
  const iso = `${year}-${two(monthOf(month))}-${day.trim().padStart(2, '0')}`;
  const date = new Date(`${iso}T${time}${second === '60' ? '59' : second}${zoneHours}:${zoneMinutes}`);
  if (!isDay(iso) || !(date.getTime() >= FIRST_MOMENT)) throw new ImapSyntaxError('Invalid date-time');
  return date;
}

/** Returns INTERNALDATE with its quotes, in UTC: the database stores moments without their zones. */
export function formatDateTime(date: Date): string {
  const day = date.getUTCDate();
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const year = `${date.getUTCFullYear()}`.padStart(4, '0');
  return `"${day < 10 ? ' ' : ''}${day}-${MONTHS[date.getUTCMonth()]}-${year} ${time} +0000"`;
}

function monthOf(name: string): number {
  const lower = name.toLowerCase();
  const index = MONTHS.findIndex((month) => month.toLowerCase() === lower);
  if (index < 0) throw new ImapSyntaxError('Invalid month');
  return index + 1;
}

/** The first moment that databases know: there is no year 0000. */
const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z');

/** Returns false for dates such as the 30th of February, which Date would turn into a day of March. */
function isDay(iso: string): boolean {
  const date = new Date(`${iso}T00:00:00Z`);
  return date.getTime() >= FIRST_MOMENT && date.toISOString().startsWith(iso);
}
