/** What an invitation says of its event (RFC 5545 3.6.1), as it is shown. */
export interface CalendarEvent {
  readonly summary: string;
  readonly location: string;
  readonly organizer: string;
  readonly isCancelled: boolean;
  readonly start: CalendarTime | null;
  readonly end: CalendarTime | null;
}

/** RFC 5545 3.3.4, 3.3.5. */
export interface CalendarTime {
  /** In UTC where that is known; else the numbers as they stand on a clock, said to be UTC. */
  readonly at: Date;
  readonly isDay: boolean;
  /** Where the clock hangs; null: the time is in UTC, or of no place. */
  readonly zone: string | null;
  readonly isUtc: boolean;
}

/** Octets that are looked at. */
const MAX_TEXT = 256 * 1024;
const MAX_LINES = 5_000;

/** The first event of a file; null where there is none. */
export function readEvent(text: string): CalendarEvent | null {
  // RFC 5545 3.1: long lines are folded.
  const lines = text
    .slice(0, MAX_TEXT)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/, MAX_LINES);
  const begin = lines.findIndex((line) => /^BEGIN:VEVENT$/i.test(line));
  if (begin < 0) return null;
  const fields = new Map<string, { params: string; value: string }>();
  let depth = 0;
  for (const line of lines.slice(begin + 1)) {
    if (/^BEGIN:/i.test(line)) depth++;
    else if (/^END:/i.test(line) && --depth < 0) break;
    const [, name = '', params = '', value = ''] = /^([A-Z-]+)((?:;[^":]*(?:"[^"]*"[^":]*)*)?):(.*)$/i.exec(line) ?? [];
    // Those of its alarms are not its own.
    if (depth === 0 && name && !fields.has(name.toUpperCase())) fields.set(name.toUpperCase(), { params, value });
  }
  const words = (name: string): string => unescaped(fields.get(name)?.value ?? '');
  const organizer = fields.get('ORGANIZER');
  const isCancelled = /^METHOD:CANCEL$/im.test(text.slice(0, MAX_TEXT)) || /^CANCELLED$/i.test(words('STATUS'));
  return {
    ...{ summary: words('SUMMARY'), location: words('LOCATION'), isCancelled },
    organizer: commonName(organizer?.params ?? '') || (organizer?.value ?? '').replace(/^mailto:/i, ''),
    ...{ start: readTime(fields.get('DTSTART')), end: readTime(fields.get('DTEND')) },
  };
}

function commonName(params: string): string {
  const [, quoted, plain] = /;CN=(?:"([^"]*)"|([^;]*))/i.exec(params) ?? [];
  return quoted ?? plain ?? '';
}

/** RFC 5545 3.3.11. */
function unescaped(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_all, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped)).trim();
}

function readTime(field: { params: string; value: string } | undefined): CalendarTime | null {
  const [, year, month, day, hour, minute, utc] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$/.exec(field?.value.trim() ?? '') ?? [];
  if (!year || !month || !day) return null;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0)));
  const zone = /;TZID="?([^";:]+)/i.exec(field?.params ?? '')?.[1] ?? null;
  return { at, isDay: hour === undefined, zone, isUtc: utc === 'Z' };
}
