import { type Component, fieldOf, textOf } from './components.ts';
import { type Rule, readRule } from './rules.ts';

/** The time zones that a file defines (RFC 5545 3.6.5), by name. */
export type Zones = ReadonlyMap<string, readonly Observance[]>;

/** From when on a zone has which offset from UTC. `from` and `to` are the offsets before and after, ms. */
interface Observance {
  /** The first onset, in local time with the offset before it, ms. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly rule: string | undefined;
}

const DAY_MS = 86_400_000;
const MAX_ZONES = 50;
const MAX_OBSERVANCES = 200;

export function readZones(calendar: Component): Zones {
  const found = calendar.children.filter(({ name }) => name === 'VTIMEZONE').slice(0, MAX_ZONES);
  return new Map(
    found.map((zone) => [
      textOf(fieldOf(zone, 'TZID')),
      zone.children.slice(0, MAX_OBSERVANCES).flatMap(readObservance),
    ]),
  );
}

function readObservance(part: Component): Observance[] {
  const [from, to] = ['TZOFFSETFROM', 'TZOFFSETTO'].map((name) => offset(fieldOf(part, name)?.value ?? ''));
  const start = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/
    .exec(fieldOf(part, 'DTSTART')?.value.trim() ?? '')
    ?.slice(1)
    .map(Number);
  if (!start || from === undefined || to === undefined) return [];
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = start;
  const at = utc(year, month - 1, day) + (hour * 60 + minute) * 60_000;
  return [{ start: at, from, to, rule: fieldOf(part, 'RRULE')?.value }];
}

/** Like `Date.UTC`, but takes years below 100 literally: programs begin their zones in 1601 or in year 1. */
function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

/** Reads an offset from UTC (RFC 5545 3.3.14), ms. */
function offset(value: string): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)(?:\d\d)?$/.exec(value.trim()) ?? [];
  if (!sign) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Returns the instant of a local time, ms, by the browser's data of the zone, else by the file's. Null where the zone is unknown. */
export function instantIn(zone: string, clock: number, zones: Zones): number | null {
  const name = ianaName(zone);
  if (name !== null) {
    const first = clock - offsetAt(name, clock);
    return clock - offsetAt(name, first);
  }
  const observances = zones.get(zone) ?? [];
  const year = new Date(clock).getUTCFullYear();
  let last: { at: number; to: number } | undefined;
  for (const { start, to, rule } of observances) {
    const onsets = rule === undefined ? [start] : [year, year - 1].map((each) => onsetIn(readRule(rule), start, each));
    for (const at of onsets) if (at >= start && at <= clock && (!last || at > last.at)) last = { at, to };
  }
  const before = observances.toSorted((one, other) => one.start - other.start)[0]?.from;
  const ahead = last?.to ?? before;
  return ahead === undefined ? null : clock - ahead;
}

/** Returns when an observance begins in a year by its yearly rule, such as the second Sunday of March. NaN after the rule's end. */
function onsetIn(rule: Rule, start: number, year: number): number {
  const begin = new Date(start);
  const month = (rule.month ?? begin.getUTCMonth() + 1) - 1;
  const time = start - Math.floor(start / DAY_MS) * DAY_MS;
  const [weekday] = rule.days;
  if (rule.until !== null && year > Number(rule.until.slice(0, 4))) return Number.NaN;
  if (!weekday || weekday.nth === 0) return utc(year, month, rule.monthDay ?? begin.getUTCDate()) + time;
  const toFirst = (weekday.day - new Date(utc(year, month, 1)).getUTCDay() + 7) % 7;
  const days = new Date(utc(year, month + 1, 0)).getUTCDate();
  const last = 1 + toFirst + 7 * Math.floor((days - 1 - toFirst) / 7);
  return utc(year, month, weekday.nth < 0 ? last : 1 + toFirst + 7 * (weekday.nth - 1)) + time;
}

const MAX_NAME = 100;
const names = new Map<string, string | null>();

/** Returns the name by which the browser knows a zone; null where it knows none. Some programs put a path before the name. */
export function ianaName(zone: string): string | null {
  const known = names.get(zone);
  if (known !== undefined) return known;
  const bare = zone.slice(0, MAX_NAME).trim();
  const tail = /[A-Za-z]+\/[\w+-]+(?:\/[\w+-]+)?$/.exec(bare)?.[0];
  const name =
    [bare, tail, tail?.replace(/^[^/]+\/(?=.*\/)/, '')].find((each) => each !== undefined && isZone(each)) ?? null;
  if (names.size < MAX_NAME) names.set(zone, name);
  return name;
}

function isZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** Returns how far a zone is ahead of UTC at an instant, ms. */
function offsetAt(timeZone: string, instant: number): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
}
