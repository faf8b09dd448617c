import { type Field, paramOf } from './components.ts';
import { ianaName, instantIn, type Zones } from './zones.ts';

/** A date or a time of an event (RFC 5545 3.3.4, 3.3.5). */
export interface CalendarTime {
  /** The instant where it is known; else the local date and time read as if it were UTC. */
  readonly at: Date;
  readonly isDay: boolean;
  /** Whether `at` is a known instant. */
  readonly isInstant: boolean;
  /** The time zone as the file names it; null for UTC and for a time without a zone. */
  readonly zone: string | null;
  /** The name by which the browser knows that zone; null where it does not. */
  readonly iana: string | null;
}

const TIME = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?$/;

export function readTime(field: Field | undefined, zones: Zones): CalendarTime | null {
  const [, year, month, day, hour, minute, , utc] = TIME.exec(field?.value.trim() ?? '') ?? [];
  if (!year || !month || !day) return null;
  const clock = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0));
  if (hour === undefined) return { at: new Date(clock), isDay: true, isInstant: false, zone: null, iana: null };
  if (utc === 'Z') return { at: new Date(clock), isDay: false, isInstant: true, zone: null, iana: null };
  const zone = paramOf(field, 'TZID');
  const instant = zone === null ? null : instantIn(zone, clock, zones);
  return {
    at: new Date(instant ?? clock),
    isDay: false,
    isInstant: instant !== null,
    zone,
    iana: zone === null ? null : ianaName(zone),
  };
}

const DURATION = /^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/;

/** Returns `start` plus a duration (RFC 5545 3.3.6); null where the duration cannot be read. */
export function timeAfter(start: CalendarTime, duration: string): CalendarTime | null {
  const found = DURATION.exec(duration.trim());
  if (!found) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((each) => Number(each ?? 0));
  const ms = ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
  return { ...start, at: new Date(start.at.getTime() + ms) };
}

/** Writes a time in UTC (RFC 5545 3.3.5), or a day as a date. */
export function written({ at, isDay }: Pick<CalendarTime, 'at' | 'isDay'>): string {
  const digits = at.toISOString().replace(/[-:]|\.\d+/g, '');
  return isDay ? digits.slice(0, 8) : digits;
}
