import type { CalendarEvent } from '../../format/calendar/event.ts';
import type { CalendarTime } from '../../format/calendar/times.ts';
import { safeLine } from '../../format/safe-line.ts';
import { locale } from '../../words/index.ts';
import type { invitationText } from '../../words/invitation/index.ts';

type Text = typeof invitationText;

/** Returns when an event is: in the reader's time where the instant is known, else in its local time with the zone's name. */
export function whenOf({ start, end }: CalendarEvent, t: Text): string | null {
  if (!start) return null;
  const last = end && end.isInstant === start.isInstant ? end : null;
  const clock = start.isInstant ? {} : { timeZone: 'UTC' };
  if (start.isDay) return t('allDay', { day: range({ ...clock, dateStyle: 'full' }, start, last) });
  const words = range({ ...clock, dateStyle: 'full', timeStyle: 'short' }, start, last);
  return start.zone !== null && !start.isInstant ? t('zone', { when: words, zone: safeLine(start.zone) }) : words;
}

/** Returns when an event is in its own time zone; null where that shows the same as the reader's. */
export function whenThere({ start, end }: CalendarEvent, t: Text): string | null {
  if (!start?.iana || !start.isInstant) return null;
  const there = { timeZone: start.iana };
  const full = { dateStyle: 'full', timeStyle: 'short' } as const;
  if (range(full, start, null) === range({ ...full, ...there }, start, null)) return null;
  const isSameDay = range({ dateStyle: 'full' }, start, null) === range({ dateStyle: 'full', ...there }, start, null);
  const words = range({ ...(isSameDay ? { timeStyle: 'short' } : full), ...there }, start, end);
  return t('zone', { when: words, zone: start.iana.replaceAll('_', ' ') });
}

function range(options: Intl.DateTimeFormatOptions, start: CalendarTime, end: CalendarTime | null): string {
  const format = new Intl.DateTimeFormat(locale(), options);
  return end ? format.formatRange(start.at, end.at) : format.format(start.at);
}
