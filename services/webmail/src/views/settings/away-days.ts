/** Returns a day for a date field, in the reader's time; empty for null. @param isEnd whether the time is the end of that day */
export function dayOf(iso: string | null, isEnd: boolean): string {
  if (iso === null) return '';
  const date = new Date(Date.parse(iso) - (isEnd ? 1 : 0));
  const year = String(date.getFullYear()).padStart(4, '0');
  return [year, ...[date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'))].join('-');
}

/** Returns when a day begins or ends (RFC 8621 8: fromDate, toDate); null for no day. */
export function timeOf(day: string, isEnd: boolean): string | null {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  if (day === '') return null;
  const at = new Date(0, 0);
  // Set apart, because a year that is being typed is 2, 20 and 202, and `new Date` takes years below 100 for 19xx.
  at.setFullYear(year, month - 1, date + (isEnd ? 1 : 0));
  return `${at.toISOString().slice(0, 19)}Z`;
}

interface Days {
  readonly isEnabled: boolean;
  readonly fromDate: string | null;
  readonly toDate: string | null;
}

/** Returns why no reply would be sent on these days; null where there is no fault. */
export function faultOf({ isEnabled, fromDate, toDate }: Days, now: number): 'order' | 'over' | null {
  if (toDate === null) return null;
  const end = Date.parse(toDate);
  if (fromDate !== null && end <= Date.parse(fromDate)) return 'order';
  return isEnabled && end <= now ? 'over' : null;
}
