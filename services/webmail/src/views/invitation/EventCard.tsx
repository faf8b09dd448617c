import { Children, type ReactNode } from 'react';
import type { CalendarEvent } from '../../format/calendar/event.ts';
import { formatAddress, nameOf } from '../../format/people.ts';
import type { EmailAddress } from '../../jmap/types.ts';
import { useMail } from '../../state/mail.ts';
import { useWords } from '../../words/index.ts';
import { useInvitationWords } from '../../words/invitation/index.ts';
import styles from './EventCard.module.css';
import { Leaf } from './Leaf.tsx';
import { peopleOf } from './people-of.ts';
import { repeatsOf } from './repeats.ts';
import { whenOf, whenThere } from './when.ts';

/** An event: title, time, place, organizer and the others invited. All of it is text from outside and shown as text. */
export function EventCard({ event, children }: { event: CalendarEvent; children?: ReactNode }) {
  const t = useWords();
  const own = useInvitationWords();
  const identities = useMail((state) => state.identities);
  const isMe = ({ email }: EmailAddress): boolean =>
    identities.some((each) => !each.isDelegated && each.email.toLowerCase() === email.toLowerCase());
  const { method, summary, location, organizer, attendees, isCancelled, sequence, start } = event;
  const title = summary || t('list.noSubject');
  const [first] = attendees;
  const isReply = method === 'REPLY';
  const others = attendees.filter(({ email }) => email.toLowerCase() !== organizer?.email.toLowerCase());
  const isUpdate = method === 'REQUEST' && sequence > 0;
  const notice = isCancelled ? 'cancelled' : isUpdate ? 'updated' : method === 'COUNTER' ? 'proposal' : null;
  return (
    <section className={styles.event} aria-label={own('label', { summary: title })} data-cancelled={isCancelled}>
      {start && <Leaf start={start} />}
      <div className={styles.words}>
        {notice && <p className={styles.notice}>{own(notice)}</p>}
        {isReply && first && ['accepted', 'tentative', 'declined'].includes(first.status) && (
          <p className={styles.notice}>{own(`answered.${first.status as 'accepted'}`, { name: nameOf(first) })}</p>
        )}
        <h2 dir="auto">{title}</h2>
        <dl>
          <Line name={own('when')}>
            {whenOf(event, own)}
            <Below words={whenThere(event, own)} />
            <Below words={repeatsOf(event, own)} />
          </Line>
          <Line name={own('where')}>{location && <Place words={location} />}</Line>
          <Line name={own('who')}>
            {organizer && <bdi>{isMe(organizer) ? own('you') : formatAddress(organizer)}</bdi>}
          </Line>
          <Line name={own('others')}>{!isReply && others.length > 0 && peopleOf(others, isMe, own)}</Line>
        </dl>
        {children}
      </div>
    </section>
  );
}

/** A line with a name; nothing where its first child is empty. */
function Line({ name, children }: { name: string; children: ReactNode }) {
  const [first] = Children.toArray(children);
  return first === undefined || first === '' ? null : (
    <div className={styles.line}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Below({ words }: { words: string | null }) {
  return words === null ? null : <span className={styles.below}>{words}</span>;
}

/** The place of an event; a web address becomes a link. */
function Place({ words }: { words: string }) {
  return /^https?:\/\/\S+$/i.test(words) && URL.canParse(words) ? (
    <a href={words} target="_blank" rel="noopener noreferrer nofollow">
      {words}
    </a>
  ) : (
    <bdi>{words}</bdi>
  );
}
