import { ReportFault } from './report-fault.ts';

/** Characters of a name, an id or a domain that are kept. */
const MAX_SHORT = 255;
/** RFC 9990 speaks of a day; nobody sums up more than a month. */
const MAX_RANGE_MS = 40 * 24 * 3_600_000;

/** What others wrote as it can be stored and shown: one line of bounded length. */
export function shortText(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_SHORT)
    .toWellFormed();
}

/** The time that a report is about. Throws ReportFault for one that makes no sense. */
export function dateRange(beginsAt: Date, endsAt: Date): { beginsAt: Date; endsAt: Date } {
  const range = endsAt.getTime() - beginsAt.getTime();
  const isSensible =
    range >= 0 && range <= MAX_RANGE_MS && beginsAt.getUTCFullYear() >= 2000 && endsAt.getUTCFullYear() < 3000;
  if (!isSensible) throw new ReportFault('the time that it is about makes no sense');
  return { beginsAt, endsAt };
}
