const months = 'janfebmaraprmayjunjulaugsepoctnovdec';

/** Hours east of UTC of the zones that RFC 5322 4.3 names; other letters mean an unknown offset, which is taken as UTC. */
const zones: Record<string, number> = { EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7 };

const WEEKDAY = String.raw`(?:[^\s\d,]{1,20}\s*,?\s*)?`;
const MONTH = String.raw`(?<month>[a-z]{3})[a-z]*\.?`;
/** A time, with AM or PM as in the United States. */
const TIME = String.raw`(?<hour>\d{1,2})\s*[:.]\s*(?<minute>\d{2})(?:\s*[:.]\s*(?<second>\d{2}))?(?:[.,]\d{1,9})?(?:\s*(?<half>[ap])\.?m\b\.?)?`;
const ZONE = String.raw`\S*?\s*(?<zone>(?:GMT|UTC?)?[+-]\s?\d{2}:?\d{2}|[a-z]+)?\b`;

/** The forms of a Date field that are understood; the first that matches counts. */
const forms = [
  // RFC 5322 3.3 `[day-of-week,] day month year hour:minute[:second] zone`, loosely; without a time it means midnight (RFC 5256 2.2)
  String.raw`${WEEKDAY}(?<day>\d{1,2})[\s-]+${MONTH},?[\s-]+(?<year>\d{2,4})(?:(?:[\s,]+(?:at\s+)?)${TIME}${ZONE}|$)`,
  // ctime(3): `Mon Jan  2 15:04:05 [zone] 2006`
  String.raw`(?:[a-z]+\.?,?\s+)?${MONTH}\s+(?<day>\d{1,2}),?\s+${TIME}\s+(?:(?<zone>[+-]\d{4}|[a-z]{1,5})\s+)?(?<year>\d{4})`,
  // `January 2, 2006 3:04 PM`
  String.raw`(?:[a-z]+\.?,?\s+)?${MONTH}\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})(?:(?:[\s,]+(?:at\s+)?)${TIME}${ZONE}|$)`,
  // RFC 3339
  String.raw`${WEEKDAY}(?<year>\d{4})(?<between>[-/.])(?<month>\d{1,2})\k<between>(?<day>\d{1,2})(?:(?:T|[\s,]+)${TIME}(?:\s*(?<zone>(?:GMT|UTC?)?[+-]\d{2}(?::?\d{2})?|[a-z]+))?|$)`,
  // `1/31/2006 3:04 PM`; day and month are told apart only where one of the two numbers cannot be a month
  String.raw`${WEEKDAY}(?<first>\d{1,2})(?<between>[-/.])(?<other>\d{1,2})\k<between>(?<year>\d{4})(?:[\s,]+${TIME}${ZONE}|$)`,
].map((form) => new RegExp(`^${form}`, 'i'));

/** A moment and the zone offset of the clock that gave it. */
export interface ZonedDate {
  readonly date: Date;
  /** Minutes east of UTC; 0 where the zone is unknown. */
  readonly offset: number;
}

/** Returns the moment of a Date field as `parseZonedDate` does, without the zone. */
export function parseDate(value: string): Date | null {
  return parseZonedDate(value)?.date ?? null;
}

/**
 * Returns the moment that a Date field names (RFC 5322 3.3 with the obsolete years and zones of 4.3), or null when it cannot
 * be read. Comments and the day of the week are ignored.
 */
export function parseZonedDate(value: string): ZonedDate | null {
  const text = withoutComments(value.slice(0, 200)).trim();
  for (const form of forms) {
    const parts = form.exec(text)?.groups;
    if (parts) return moment(parts);
  }
  return null;
}

/** Removes comments, which may be nested (RFC 5322 3.2.2); an unclosed comment runs to the end. */
function withoutComments(text: string): string {
  for (let before = text.replace(/\\[()\\]/g, ' '); ; ) {
    const after = before.replace(/\([^()]*\)/g, ' ');
    if (after === before) return after.replace(/\([^()]*/g, ' ');
    before = after;
  }
}

type Texts = Readonly<Record<string, string | undefined>>;

function moment(parts: Texts): ZonedDate | null {
  const [month, d] = parts.first === undefined ? [monthOf(parts.month ?? ''), Number(parts.day)] : inOrder(parts);
  const [hour, m, s] = [Number(parts.hour ?? 0), Number(parts.minute ?? 0), Number(parts.second ?? 0)];
  if (parts.half && (hour < 1 || hour > 12)) return null;
  const h = parts.half ? (hour % 12) + (/p/i.test(parts.half) ? 12 : 0) : hour;
  if (!(month >= 1 && month <= 12) || d < 1 || d > 31 || h > 23 || m > 59 || s > 60) return null;
  const year = expandYear(parts.year ?? '');
  const date = new Date(Date.UTC(year, month - 1, d, h, m, s));
  if (year < 1900 || (date.getUTCDate() !== d && s < 60)) return null;
  const offset = zoneMinutes(parts.zone ?? '');
  return { date: new Date(date.getTime() - offset * 60_000), offset };
}

/** Returns 1 to 12; any other number when there is no such month. */
function monthOf(text: string): number {
  return /^\d/.test(text) ? Number(text) : months.indexOf(text.toLowerCase()) / 3 + 1;
}

/** Returns month and day of a numeric date. With AM or PM the month comes first; where both orders are possible both are NaN. */
function inOrder({ first, other, half, between }: Texts): [month: number, day: number] {
  const [one, two] = [Number(first), Number(other)];
  if (one > 12 || between === '.') return [two, one];
  return two > 12 || half || one === two ? [one, two] : [Number.NaN, Number.NaN];
}

/** Expands a year (RFC 5322 4.3): two digits mean 1950 to 2049, three count from 1900. */
function expandYear(year: string): number {
  const number = Number(year);
  if (year.length === 2) return number < 50 ? 2000 + number : 1900 + number;
  return year.length === 3 ? 1900 + number : number;
}

function zoneMinutes(zone: string): number {
  const match = /([+-])\s?(\d{2}):?(\d{2})?$/.exec(zone);
  if (!match) return (zones[zone.toUpperCase()] ?? 0) * 60;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}
