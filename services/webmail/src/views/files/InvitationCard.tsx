import { type CalendarTime, readEvent } from '../../format/calendar.ts';
import { plainLine } from '../../format/plain.ts';
import { useFileWords } from '../../words/files/index.ts';
import { locale, useWords } from '../../words/index.ts';
import styles from './Preview.module.css';
import { useText } from './use-text.ts';

/** What an invitation is to, where and when. */
export function InvitationCard({ url }: { url: string }) {
  const t = useWords();
  const own = useFileWords();
  const text = useText(url, 'utf-8');
  if (text === null) return null;
  const event = text === undefined ? undefined : readEvent(text);
  if (!event) return <p className={styles.muted}>{own(text === undefined ? 'preview.failed' : 'invitation.none')}</p>;
  const { summary, location, organizer, start, end, isCancelled } = event;
  return (
    <section className={styles.event} aria-label={plainLine(summary)}>
      <h2>{plainLine(summary) || t('list.noSubject')}</h2>
      {isCancelled && <p className={styles.cancelled}>{own('invitation.cancelled')}</p>}
      <dl>
        {start && (
          <>
            <dt>{own('invitation.when')}</dt>
            <dd>{when(start, end, own)}</dd>
          </>
        )}
        {location && (
          <>
            <dt>{own('invitation.where')}</dt>
            <dd>{plainLine(location)}</dd>
          </>
        )}
        {organizer && (
          <>
            <dt>{own('invitation.who')}</dt>
            <dd>{plainLine(organizer)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** In the reader's time where the event says its own in UTC; else by the clock of its place, which is named. */
function when(start: CalendarTime, end: CalendarTime | null, own: ReturnType<typeof useFileWords>): string {
  const clock = start.isUtc ? {} : { timeZone: 'UTC' };
  if (start.isDay) {
    const day = new Intl.DateTimeFormat(locale(), { ...clock, dateStyle: 'full' }).format(start.at);
    return own('invitation.allDay', { day });
  }
  const format = new Intl.DateTimeFormat(locale(), { ...clock, dateStyle: 'full', timeStyle: 'short' });
  const words = end && end.isUtc === start.isUtc ? format.formatRange(start.at, end.at) : format.format(start.at);
  return start.zone ? own('invitation.zone', { when: words, zone: plainLine(start.zone) }) : words;
}
