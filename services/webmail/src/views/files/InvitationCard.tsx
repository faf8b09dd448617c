import { readEvent } from '../../format/calendar/event.ts';
import { useFileWords } from '../../words/files/index.ts';
import { useInvitationWords } from '../../words/invitation/index.ts';
import { EventCard } from '../invitation/EventCard.tsx';
import styles from './Preview.module.css';
import { useText } from './use-text.ts';

/** The event in a calendar file. */
export function InvitationCard({ url, charset }: { url: string; charset: string | null }) {
  const files = useFileWords();
  const own = useInvitationWords();
  const text = useText(url, charset);
  if (text === null) return null;
  const event = text === undefined ? undefined : readEvent(text);
  if (!event) return <p className={styles.muted}>{text === undefined ? files('preview.failed') : own('none')}</p>;
  return <EventCard event={event} />;
}
