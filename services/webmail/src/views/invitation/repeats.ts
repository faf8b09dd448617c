import type { CalendarEvent } from '../../format/calendar/event.ts';
import type { Rule } from '../../format/calendar/rules.ts';
import type { CalendarTime } from '../../format/calendar/times.ts';
import { locale } from '../../words/index.ts';
import type { invitationText } from '../../words/invitation/index.ts';

type Text = typeof invitationText;

/** Returns a sentence on how an event recurs; for a complex rule only that it does. Null: it does not recur. */
export function repeatsOf({ rule, start }: CalendarEvent, t: Text): string | null {
  if (!rule || !start) return null;
  const words = rule.isMore ? null : ruleWords(rule, start, t);
  if (words === null) return t('rule.other');
  const until = untilOf(rule);
  if (until) return t('rule.until', { rule: words, day: until });
  return rule.count === null ? words : t('rule.count', { rule: words, count: rule.count });
}

function ruleWords(rule: Rule, start: CalendarTime, t: Text): string | null {
  const { every, interval, days, monthDay, month } = rule;
  // The rule's days are those at the event's place; for the reader they may be other days.
  const isNamed = !start.isInstant || (start.iana !== null && dayOf(start, start.iana) === dayOf(start, undefined));
  const [one] = days;
  if (every === 'day')
    return days.length + Number(monthDay !== null) + Number(month !== null) === 0 ? t('rule.day', { interval }) : null;
  if (every === 'week') {
    if (monthDay !== null || month !== null || days.some(({ nth }) => nth !== 0)) return null;
    if (!isNamed || days.length === 0) return t('rule.week', { interval });
    const names = days.toSorted((a, b) => ((a.day + 6) % 7) - ((b.day + 6) % 7)).map(({ day }) => weekday(day));
    return t('rule.weekOn', { interval, days: new Intl.ListFormat(locale()).format(names) });
  }
  if (every === 'month') {
    if (month !== null || days.length > 1 || (one && (one.nth === 0 || monthDay !== null))) return null;
    if (!isNamed) return t('rule.month', { interval });
    if (one) return t('rule.monthNth', { interval, nth: String(one.nth), day: weekday(one.day) });
    return monthDay === null ? t('rule.month', { interval }) : t('rule.monthOn', { interval, day: monthDay });
  }
  return every === 'year' && days.length === 0 ? t('rule.year', { interval }) : null;
}

function dayOf({ at }: CalendarTime, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en', { ...(timeZone && { timeZone }), dateStyle: 'short' }).format(at);
}

/** Returns the name of a weekday. @param day 0: Sunday */
function weekday(day: number): string {
  const sunday = Date.UTC(2023, 0, 1);
  return new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(sunday + day * 86_400_000);
}

function untilOf({ until }: Rule): string | null {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(until ?? '')?.map(Number) ?? [];
  if (!year || !month || !day) return null;
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: 'UTC' }).format(
    Date.UTC(year, month - 1, day),
  );
}
