import { type CalendarTime, readEvent } from '../../format/calendar.ts';
import { plainLine } from '../../format/plain.ts';
import { locale, useWords } from '../../words/index.ts';
import styles from './Preview.module.css';
import { useText } from './use-text.ts';

/** What an invitation is to, where and when. */
export function InvitationCard({ url }: { url: string }) {
  const t = useWords();
  const text = useText(url, 'utf-8');
  if (text === null) return null;
  const event = text === undefined ? undefined : readEvent(text);
  if (!event) return <p className={styles.muted}>{t(text === undefined ? 'preview.failed' : 'invitation.none')}</p>;
  const { summary, location, organizer, start, end, isCancelled } = event;
  return (
    <section className={styles.event} aria-label={plainLine(summary)}>
      <h2>{plainLine(summary) || t('list.noSubject')}</h2>
      {isCancelled && <p className={styles.cancelled}>{t('invitation.cancelled')}</p>}
      <dl>
        {start && (
          <>
            <dt>{t('invitation.when')}</dt>
            <dd>{when(start, end, t)}</dd>
          </>
        )}
        {location && (
          <>
            <dt>{t('invitation.where')}</dt>
            <dd>{plainLine(location)}</dd>
          </>
        )}
        {organizer && (
          <>
            <dt>{t('invitation.who')}</dt>
            <dd>{plainLine(organizer)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** In the reader's time where the event says its own in UTC; else by the clock of its place, which is named. */
function when(start: CalendarTime, end: CalendarTime | null, t: ReturnType<typeof useWords>): string {
  const clock = start.isUtc ? {} : { timeZone: 'UTC' };
  if (start.isDay) {
    const day = new Intl.DateTimeFormat(locale(), { ...clock, dateStyle: 'full' }).format(start.at);
    return t('invitation.allDay', { day });
  }
  const format = new Intl.DateTimeFormat(locale(), { ...clock, dateStyle: 'full', timeStyle: 'short' });
  const words = end && end.isUtc === start.isUtc ? format.formatRange(start.at, end.at) : format.format(start.at);
  return start.zone ? t('invitation.zone', { when: words, zone: plainLine(start.zone) }) : words;
}
