import type { EmailAddress } from '../../jmap/types.ts';
import { parseAddress } from '../people.ts';
import { safeLine } from '../safe-line.ts';
import { type Component, type Field, fieldOf, findComponent, paramOf, readComponents, textOf } from './components.ts';
import { type Rule, readRule } from './rules.ts';
import { type CalendarTime, readTime, timeAfter } from './times.ts';
import { readZones } from './zones.ts';

/** RFC 5545 3.2.12. */
export type Status = 'accepted' | 'tentative' | 'declined' | 'delegated' | 'needs-action';

export interface Attendee extends EmailAddress {
  readonly status: Status;
}

/** What an invitation says of its event (RFC 5545 3.6.1, RFC 5546), as it is shown and answered. */
export interface CalendarEvent {
  /** REQUEST, CANCEL, REPLY …; empty where nobody asks anything. */
  readonly method: string;
  readonly uid: string;
  /** Grows when it becomes another. */
  readonly sequence: number;
  /** When it was written so, ms since 1970 (RFC 5545 3.8.7.2); 0: it does not say. */
  readonly stamp: number;
  readonly summary: string;
  readonly location: string;
  readonly organizer: EmailAddress | null;
  readonly attendees: readonly Attendee[];
  readonly isCancelled: boolean;
  readonly start: CalendarTime | null;
  readonly end: CalendarTime | null;
  readonly rule: Rule | null;
  /** Which one of several it is (RFC 5545 3.8.4.4). */
  readonly instance: CalendarTime | null;
}

/** Characters of each text that is shown. */
const MAX_SHOWN = 1_000;
const MAX_UID = 1_000;

/** The first event of a file; null where there is none. */
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

/** A day that is an end is not one of the event any more (RFC 5545 3.6.1). */
function endOf(event: Component, start: CalendarTime | null, told: CalendarTime | null): CalendarTime | null {
  const end = told ?? (start && timeAfter(start, fieldOf(event, 'DURATION')?.value ?? ''));
  if (!start || !end || end.at <= start.at || end.isDay !== start.isDay) return null;
  return end.isDay ? { ...end, at: new Date(end.at.getTime() - 1) } : end;
}

/** RFC 5545 3.3.3; null where it is no address of mail. */
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
