import { locale, text } from '../words/index.ts';

const DAY = 86_400_000;

/** Formatters are kept, because making one takes far longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns the formatter for the present language and the device's present time zone. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()} ${new Date().getTimezoneOffset()} ${JSON.stringify(options)}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale(), options);
  formats.set(key, made);
  return made;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function daysAgo(date: Date, now: Date): number {
  return Math.round((startOfDay(now) - startOfDay(date)) / DAY);
}

/** Returns a date as a list shows it: of today the time, of the last week the weekday, of this year day and month, else the whole date. */
export function shortDate(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const ago = daysAgo(date, now);
  if (ago === 0) return time(date);
  if (ago > 0 && ago < 7) return format({ weekday: 'short' }).format(date);
  if (date.getFullYear() === now.getFullYear()) {
    return format({ day: 'numeric', month: 'short' }).format(date);
  }
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function time(date: Date): string {
  return format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
}

/** Returns weekday, date and time; of today the word "today" and the time. */
export function longDate(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const ago = daysAgo(date, now);
  if (ago === 0) return `${text('list.today')} ${time(date)}`;
  const withYear = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  const day = format({ weekday: 'short', day: 'numeric', month: 'short', ...withYear });
  return `${day.format(date)} ${time(date)}`;
}

/** Returns the time with seconds; of another day the date and the time without seconds. */
export function exactTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (daysAgo(date, now) !== 0) return longDate(iso, now);
  const exactly = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return format(exactly).format(date);
}

/** Returns the whole date and time, for text that others read on another day. */
export function fullDate(iso: string): string {
  return format({ dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso));
}
