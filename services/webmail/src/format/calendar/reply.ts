import type { EmailAddress } from '../../jmap/types.ts';
import type { CalendarEvent, Status } from './event.ts';
import { type CalendarTime, written } from './times.ts';

/** The longest line, in octets (RFC 5545 3.1). */
const LINE_OCTETS = 75;

/** Returns the calendar file that tells the organizer whether `attendee` takes part (RFC 5546 3.2.3). */
export function replyTo(
  { uid, sequence, summary, start, instance, organizer }: CalendarEvent,
  attendee: EmailAddress,
  status: Status,
  now: Date,
): string {
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Postroom//Page//EN', 'METHOD:REPLY', 'BEGIN:VEVENT'],
    ...[`UID:${uid}`, `SEQUENCE:${sequence}`, `DTSTAMP:${written({ at: now, isDay: false })}`],
    ...(start && (start.isInstant || start.isDay) ? [timeLine('DTSTART', start)] : []),
    ...(instance ? [timeLine('RECURRENCE-ID', instance)] : []),
    ...(organizer ? [`ORGANIZER${named(organizer)}:mailto:${organizer.email}`] : []),
    `ATTENDEE;PARTSTAT=${status.toUpperCase()}${named(attendee)}:mailto:${attendee.email}`,
    ...(summary ? [`SUMMARY:${summary.replace(/[\\;,]/g, '\\$&')}`] : []),
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ];
  return lines.map(folded).join('\r\n');
}

function timeLine(name: string, time: CalendarTime): string {
  const value = written(time);
  // A local time whose zone is unknown is sent back as it came.
  return time.isDay ? `${name};VALUE=DATE:${value}` : `${name}:${time.isInstant ? value : value.slice(0, -1)}`;
}

/** Returns the CN parameter (RFC 5545 3.2.2), escaped as RFC 6868 says. */
function named({ name }: EmailAddress): string {
  return name ? `;CN="${name.replace(/\^/g, '^^').replace(/"/g, "^'")}"` : '';
}

function folded(line: string): string {
  const encoder = new TextEncoder();
  let [out, octets] = ['', 0];
  for (const sign of line.replace(/[\r\n]+/g, ' ')) {
    const size = encoder.encode(sign).length;
    if (octets + size > LINE_OCTETS) [out, octets] = [`${out}\r\n `, 1];
    out += sign;
    octets += size;
  }
  return out;
}
