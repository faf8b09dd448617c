import { ParameterError } from '../parameter-error.ts';

/** RFC 3339 5.6. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;

/** Reads the time when a message is released, `HOLDUNTIL=2026-11-30T08:00:00Z` (RFC 4865 4, 11). */
export function parseHoldUntil(value: string): Date {
  const date = new Date(DATE_TIME.test(value) ? value.toUpperCase() : '');
  // Date turns a day that its month does not have into one of the next month.
  const day = Number(value.slice(8, 10));
  const isDay =
    day >= 1 && day <= new Date(Date.UTC(Number(value.slice(0, 4)), Number(value.slice(5, 7)), 0)).getUTCDate();
  if (Number.isNaN(date.getTime()) || !isDay) throw new ParameterError(501, 'HOLDUNTIL is malformed');
  return date;
}
