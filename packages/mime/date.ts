const months = 'janfebmaraprmayjunjulaugsepoctnovdec';

/** Hours east of UTC of the zones RFC 5322 4.3 names; all other letters mean an unknown offset, taken as UTC. */
const zones: Record<string, number> = { EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7 };

/** RFC 5322 3.3 `[day-of-week,] day month year hour:minute[:second] zone`, loosely. */
const rfc5322 =
  /^(?:[a-z]+\.?,?\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{2,4})[\s,]+(\d{1,2})\s*[:.]\s*(\d{2})(?:\s*[:.]\s*(\d{2}))?(?:[.,]\d{1,9})?\S*?\s*([+-]\s?\d{2}:?\d{2}|[a-z]+)?\b/i;

/** ctime(3), which some programs write instead: `Mon Jan  2 15:04:05 [zone] 2006`. */
const ctime =
  /^(?:[a-z]+\.?,?\s+)?([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s+(?:([+-]\d{4}|[a-z]{1,5})\s+)?(\d{4})/i;

/** A moment, and how far the clock that told it was from UTC. */
export interface ZonedDate {
  readonly date: Date;
  /** Minutes east of UTC; 0 where the zone is unknown. */
  readonly offset: number;
}

/** The moment of a Date field (as `parseZonedDate`), whatever the zone. */
export function parseDate(value: string): Date | null {
  return parseZonedDate(value)?.date ?? null;
}

/**
 * The moment a Date field names (RFC 5322 3.3 with the obsolete years and zones of 4.3), or null when there is none to
 * be read. Comments and the day of the week are ignored.
 */
export function parseZonedDate(value: string): ZonedDate | null {
  const text = withoutComments(value.slice(0, 200)).trim();
  const parts = rfc5322.exec(text);
  if (parts) {
    const [, day, month, year, hour, minute, second, zone] = parts;
    return moment(year, month, day, hour, minute, second, zone);
  }
  const loose = ctime.exec(text);
  if (!loose) return null;
  const [, month, day, hour, minute, second, zone, year] = loose;
  return moment(year, month, day, hour, minute, second, zone);
}

/** Comments may have others in them (RFC 5322 3.2.2); one that does not end goes to the end. */
function withoutComments(text: string): string {
  for (let before = text.replace(/\\[()\\]/g, ' '); ; ) {
    const after = before.replace(/\([^()]*\)/g, ' ');
    if (after === before) return after.replace(/\([^()]*/g, ' ');
    before = after;
  }
}

type Text = string | undefined;

function moment(
  year: Text,
  month: Text,
  day: Text,
  hour: Text,
  minute: Text,
  second: Text,
  zone: Text,
): ZonedDate | null {
  const monthAt = months.indexOf((month ?? '').toLowerCase());
  const [d, h, m, s] = [Number(day), Number(hour), Number(minute), Number(second ?? 0)];
  if (monthAt < 0 || monthAt % 3 !== 0 || d < 1 || d > 31 || h > 23 || m > 59 || s > 60) return null;
  const fullYear = expandYear(year ?? '');
  const date = new Date(Date.UTC(fullYear, monthAt / 3, d, h, m, s));
  if (fullYear < 1900 || (date.getUTCDate() !== d && s < 60)) return null;
  const offset = zoneMinutes(zone ?? '');
  return { date: new Date(date.getTime() - offset * 60_000), offset };
}

/** RFC 5322 4.3: two digits mean 1950 to 2049, three count from 1900. */
function expandYear(year: string): number {
  const number = Number(year);
  if (year.length === 2) return number < 50 ? 2000 + number : 1900 + number;
  return year.length === 3 ? 1900 + number : number;
}

function zoneMinutes(zone: string): number {
  const match = /^([+-])\s?(\d{2}):?(\d{2})$/.exec(zone);
  if (!match) return (zones[zone.toUpperCase()] ?? 0) * 60;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
