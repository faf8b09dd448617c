const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** Reads a UTCDate (RFC 8620 1.4), such as `2014-10-30T06:12:00Z`; undefined for anything else. */
export function readUtcDate(value: unknown): Date | undefined {
  return typeof value === 'string' && value.endsWith('Z') ? readDate(value) : undefined;
}

/** Reads a Date (RFC 8620 1.4), such as `2014-10-30T14:12:00+08:00`, with capital letters. A zero fraction, as JavaScript writes it, is accepted. */
export function readDate(value: unknown): Date | undefined {
  return readZonedDate(value)?.date;
}

/** Does the same, and also returns the zone as minutes east of UTC. */
export function readZonedDate(value: unknown): { readonly date: Date; readonly offset: number } | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const match = DATE_TIME.exec(value);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (mo < 1 || mo > 12 || d < 1 || d > daysOf(y, mo) || h > 23 || mi > 59 || s > 60) return undefined;
  const offset = zone === 'Z' ? 0 : readOffset(zone);
  if (offset === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  date.setUTCHours(h, mi - offset, Math.min(s, 59), Math.floor(Number(`0${fraction || '.0'}`) * 1000));
  // Databases know no year 0, and JMAP writes years with four digits
  const inUtc = date.getUTCFullYear();
  return inUtc >= 1 && inUtc <= 9999 ? { date, offset } : undefined;
}

/** Writes a UTCDate: whole seconds have no fraction. */
export function formatUtcDate(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

/** Writes a Date in the zone that is `offsetMinutes` east of UTC. */
export function formatDate(date: Date, offsetMinutes: number): string {
  if (offsetMinutes === 0) return formatUtcDate(date);
  const local = new Date(date.getTime() + offsetMinutes * 60_000).toISOString().replace(/(\.000)?Z$/, '');
  const size = Math.abs(offsetMinutes);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function readOffset(zone: string): number | undefined {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
