/** As a field for dates has it, of the reader's own time; empty: none. @param isEnd the time is the end of that day */
export function dayOf(iso: string | null, isEnd: boolean): string {
  if (iso === null) return '';
  const date = new Date(Date.parse(iso) - (isEnd ? 1 : 0));
  const year = String(date.getFullYear()).padStart(4, '0');
  return [year, ...[date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'))].join('-');
}

/** When such a day begins or ends (RFC 8621 8: fromDate, toDate). */
export function timeOf(day: string, isEnd: boolean): string | null {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  if (day === '') return null;
  const at = new Date(0, 0);
  // While a year is typed it is 2, 20 and 202.
  at.setFullYear(year, month - 1, date + (isEnd ? 1 : 0));
  return `${at.toISOString().slice(0, 19)}Z`;
}

interface Days {
  readonly isEnabled: boolean;
  readonly fromDate: string | null;
  readonly toDate: string | null;
}

/** Why nobody would be answered on these days, though that is wanted. */
export function faultOf({ isEnabled, fromDate, toDate }: Days, now: number): 'order' | 'over' | null {
  if (toDate === null) return null;
  const end = Date.parse(toDate);
  if (fromDate !== null && end <= Date.parse(fromDate)) return 'order';
  return isEnabled && end <= now ? 'over' : null;
}
