import type { CalendarTime } from '../../format/calendar/times.ts';
import { locale } from '../../words/index.ts';
import styles from './EventCard.module.css';

/** The day of an event as a calendar sheet. */
export function Leaf({ start }: { start: CalendarTime }) {
  const clock = start.isInstant ? {} : { timeZone: 'UTC' };
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale(), { ...clock, ...options }).format(start.at);
  const parts = new Intl.DateTimeFormat(locale(), { ...clock, day: 'numeric' }).formatToParts(start.at);
  return (
    <div className={styles.leaf} aria-hidden="true">
      <span className={styles.month}>{part({ month: 'short' })}</span>
      <span className={styles.day}>{parts.find(({ type }) => type === 'day')?.value}</span>
      <span className={styles.weekday}>{part({ weekday: 'short' })}</span>
    </div>
  );
}
