/** How an event recurs (RFC 5545 3.3.10), as far as one sentence can say it. */
export interface Rule {
  readonly every: 'day' | 'week' | 'month' | 'year' | null;
  readonly interval: number;
  /** `day`: 0 is Sunday. `nth`: which of them in a month, 1 to 4, -1 the last; 0 means all. */
  readonly days: readonly { readonly nth: number; readonly day: number }[];
  readonly monthDay: number | null;
  /** 1 to 12. */
  readonly month: number | null;
  /** How many occurrences there are in all. */
  readonly count: number | null;
  /** The last date, as the rule has it. */
  readonly until: string | null;
  /** Whether the rule says more than the other properties express. */
  readonly isMore: boolean;
}

const EVERY: Readonly<Record<string, Rule['every']>> = {
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
};
const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const READ = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'WKST']);
const MAX_RULE = 1_000;

export function readRule(value: string): Rule {
  const parts = new Map(
    value
      .slice(0, MAX_RULE)
      .split(';')
      .map((part) => part.toUpperCase().trim().split('=', 2) as [string, string | undefined]),
  );
  const number = (name: string, least: number, most: number): number | null => {
    const found = /^[+-]?\d{1,6}$/.test(parts.get(name) ?? '') ? Number(parts.get(name)) : Number.NaN;
    return found >= least && found <= most ? found : null;
  };
  const listed = (parts.get('BYDAY') ?? '').split(',').filter(Boolean);
  const setPos = listed.length === 1 ? number('BYSETPOS', -1, 4) : null;
  const days = listed.slice(0, DAYS.length).map((each) => {
    const [, nth = '', day = ''] = /^([+-]?\d{0,2})([A-Z]{2})$/.exec(each) ?? [];
    return { nth: Number(nth) || (setPos ?? 0), day: DAYS.indexOf(day) };
  });
  const [monthDay, month] = [number('BYMONTHDAY', 1, 31), number('BYMONTH', 1, 12)];
  return {
    every: EVERY[parts.get('FREQ') ?? ''] ?? null,
    interval: number('INTERVAL', 1, 999) ?? 1,
    days,
    monthDay,
    month,
    count: number('COUNT', 1, 999_999),
    until: parts.get('UNTIL') ?? null,
    isMore:
      [...parts.keys()].some((name) => name !== '' && !READ.has(name)) ||
      listed.length > DAYS.length ||
      days.some(({ nth, day }) => day < 0 || nth < -1 || nth > 4 || (nth !== 0 && days.length > 1)) ||
      (parts.has('BYSETPOS') && setPos === null) ||
      (parts.has('BYMONTHDAY') && monthDay === null) ||
      (parts.has('BYMONTH') && month === null),
  };
}
