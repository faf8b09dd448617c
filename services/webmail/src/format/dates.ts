import { locale, text } from '../words/index.ts';

const DAY = 86_400_000;

/** Making one takes a browser a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** One for each language, and each place that the device has come to. */
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

/** As a list has it: today the time, this week the day, this year the date, else the whole date. */
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

/** With day and time. */
export function longDate(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const ago = daysAgo(date, now);
  if (ago === 0) return `${text('list.today')} ${time(date)}`;
  const withYear = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  const day = format({ weekday: 'short', day: 'numeric', month: 'short', ...withYear });
  return `${day.format(date)} ${time(date)}`;
}

/** The time with its seconds; of another day with the day, and without them. */
export function exactTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (daysAgo(date, now) !== 0) return longDate(iso, now);
  const exactly = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return format(exactly).format(date);
}

/** The whole date, for what others read at another time. */
export function fullDate(iso: string): string {
  return format({ dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso));
}
