import type { EmailAddress } from '../../jmap/types.ts';
import { parseAddress } from '../people.ts';
import { safeLine } from '../safe-line.ts';
import { type Component, type Field, fieldOf, findComponent, paramOf, readComponents, textOf } from './components.ts';
import { type Rule, readRule } from './rules.ts';
import { type CalendarTime, readTime, timeAfter } from './times.ts';
import { readZones } from './zones.ts';

/** The participation status of an attendee (RFC 5545 3.2.12). */
export type Status = 'accepted' | 'tentative' | 'declined' | 'delegated' | 'needs-action';

export interface Attendee extends EmailAddress {
  readonly status: Status;
}

/** The event of an invitation (RFC 5545 3.6.1, RFC 5546), as it is shown and answered. */
export interface CalendarEvent {
  /** REQUEST, CANCEL, REPLY …; empty in a file without a method. */
  readonly method: string;
  readonly uid: string;
  /** Grows with each change of the event (RFC 5545 3.8.7.4). */
  readonly sequence: number;
  /** When this version was written, ms since 1970 (RFC 5545 3.8.7.2); 0 where the file does not say. */
  readonly stamp: number;
  readonly summary: string;
  readonly location: string;
  readonly organizer: EmailAddress | null;
  readonly attendees: readonly Attendee[];
  readonly isCancelled: boolean;
  readonly start: CalendarTime | null;
  readonly end: CalendarTime | null;
  readonly rule: Rule | null;
  /** Which occurrence of a recurring event this is (RFC 5545 3.8.4.4). */
  readonly instance: CalendarTime | null;
}

/** The longest text that is shown, in characters. */
const MAX_SHOWN = 1_000;
const MAX_UID = 1_000;

/** Returns the first event of a calendar file; null where there is none. */
export function readEvent(text: string): CalendarEvent | null {
  const file = readComponents(text);
  const calendar = findComponent(file, 'VCALENDAR') ?? file;
  const event = findComponent(calendar, 'VEVENT');
  if (!event) return null;
  const zones = readZones(calendar);
  const words = (name: string): string => safeLine(textOf(fieldOf(event, name)).slice(0, MAX_SHOWN));
  const time = (name: string): CalendarTime | null => readTime(fieldOf(event, name), zones);
  const method = textOf(fieldOf(calendar, 'METHOD')).toUpperCase();
  const start = time('DTSTART');
  const rule = fieldOf(event, 'RRULE');
  return {
    method,
    uid: (fieldOf(event, 'UID')?.value ?? '')
      .replace(/\p{Cc}/gu, '')
      .trim()
      .slice(0, MAX_UID),
    sequence: Number(/^\d{1,9}$/.exec(textOf(fieldOf(event, 'SEQUENCE')))?.[0] ?? 0),
    stamp: time('DTSTAMP')?.at.getTime() ?? 0,
    summary: words('SUMMARY'),
    location: words('LOCATION'),
    organizer: personOf(fieldOf(event, 'ORGANIZER')),
    attendees: (event.fields.get('ATTENDEE') ?? []).flatMap(attendeeOf),
    isCancelled: method === 'CANCEL' || /^CANCELLED$/i.test(words('STATUS')),
    start,
    end: endOf(event, start, time('DTEND')),
    instance: time('RECURRENCE-ID'),
    rule: rule ? readRule(rule.value) : null,
  };
}

/** Returns the end to show. An end that is a date is exclusive (RFC 5545 3.6.1), so a millisecond is taken off. */
function endOf(event: Component, start: CalendarTime | null, told: CalendarTime | null): CalendarTime | null {
  const end = told ?? (start && timeAfter(start, fieldOf(event, 'DURATION')?.value ?? ''));
  if (!start || !end || end.at <= start.at || end.isDay !== start.isDay) return null;
  return end.isDay ? { ...end, at: new Date(end.at.getTime() - 1) } : end;
}

/** Reads a `mailto:` address (RFC 5545 3.3.3); null where it is not a mail address. */
function personOf(field: Field | undefined): EmailAddress | null {
  const [, typed = ''] = /^\s*mailto:([^?]*)/i.exec(field?.value.slice(0, MAX_SHOWN) ?? '') ?? [];
  const address = parseAddress(decoded(typed));
  if (!address) return null;
  return { name: safeLine((paramOf(field, 'CN') ?? '').slice(0, MAX_SHOWN)) || null, email: address.email };
}

function attendeeOf(field: Field): Attendee[] {
  const person = personOf(field);
  const said = paramOf(field, 'PARTSTAT')?.toLowerCase();
  const status = (['accepted', 'tentative', 'declined', 'delegated'] as const).find((each) => each === said);
  return person ? [{ ...person, status: status ?? 'needs-action' }] : [];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
