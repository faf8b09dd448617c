import { ReportFault } from './report-fault.ts';

/** The most characters of a name, an id or a domain that are kept. */
const MAX_SHORT = 255;
/** The longest time a report may cover. RFC 9990 means a day; nobody honest sums up more than a month. */
const MAX_RANGE_MS = 40 * 24 * 3_600_000;

/** Returns a text of others in a form that can be stored and shown: one line of bounded length. */
export function shortText(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_SHORT)
    .toWellFormed();
}

/** Returns the time that a report covers. Throws ReportFault for a time that makes no sense. */
export function dateRange(beginsAt: Date, endsAt: Date): { beginsAt: Date; endsAt: Date } {
  const range = endsAt.getTime() - beginsAt.getTime();
  const isSensible =
    range >= 0 && range <= MAX_RANGE_MS && beginsAt.getUTCFullYear() >= 2000 && endsAt.getUTCFullYear() < 3000;
  if (!isSensible) throw new ReportFault('its date range is invalid');
  return { beginsAt, endsAt };
}
