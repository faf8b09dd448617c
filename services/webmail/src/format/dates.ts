import { locale, text } from '../words/index.ts';

const DAY = 86_400_000;

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
  if (ago > 0 && ago < 7) return new Intl.DateTimeFormat(locale(), { weekday: 'short' }).format(date);
  if (date.getFullYear() === now.getFullYear()) {
    return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short' }).format(date);
  }
  return iso.slice(0, 10);
}

export function time(date: Date): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
}

/** With day and time. */
export function longDate(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const ago = daysAgo(date, now);
  if (ago === 0) return `${text('list.today')} ${time(date)}`;
  const withYear = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  const day = new Intl.DateTimeFormat(locale(), { weekday: 'short', day: 'numeric', month: 'short', ...withYear });
  return `${day.format(date)} ${time(date)}`;
}

/** The time with its seconds; of another day with the day, and without them. */
export function exactTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (daysAgo(date, now) !== 0) return longDate(iso, now);
  const exactly = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(locale(), exactly).format(date);
}

/** With day and time; of today the time alone. */
export function briefDate(iso: string, now = new Date()): string {
  const date = new Date(iso);
  return daysAgo(date, now) === 0 ? time(date) : longDate(iso, now);
}

/** The whole date, for what others read at another time. */
export function fullDate(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso));
}
