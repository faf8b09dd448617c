import { Check, CircleHelp, X } from 'lucide-react';
import { type CalendarEvent, readEvent } from '../../format/calendar/event.ts';
import { longDate } from '../../format/dates.ts';
import type { EmailBodyPart, Message } from '../../jmap/types.ts';
import { answer, answerTo, isAsked } from '../../state/invitations/answer.ts';
import { ANSWERS, type Answer } from '../../state/invitations/answers.ts';
import { client } from '../../state/mail.ts';
import { openConversation } from '../../state/reading.ts';
import { useInvitationWords } from '../../words/invitation/index.ts';
import { useText } from '../files/use-text.ts';
import styles from './EventCard.module.css';
import { EventCard } from './EventCard.tsx';
import { useNewest } from './use-newest.ts';

const ICONS: Readonly<Record<Answer, typeof Check>> = { accepted: Check, tentative: CircleHelp, declined: X };

/** The event of an invitation, above the text, with the person's answer. A calendar that cannot be read remains an ordinary file. */
export default function Invitation({ message, part }: { message: Message; part: EmailBodyPart }) {
  const url = client().downloadUrl(part.blobId ?? '', 'invitation.ics', 'text/calendar');
  const text = useText(url, part.charset);
  const event = text ? readEvent(text) : null;
  if (!event) return null;
  return (
    <EventCard event={event}>
      <AsItIsNow message={message} event={event} />
    </EventCard>
  );
}

/** Shows that a newer message replaces the invitation; else the answer that the organizer waits for. */
function AsItIsNow({ message, event }: { message: Message; event: CalendarEvent }) {
  const t = useInvitationWords();
  const newest = useNewest(message, event);
  if (newest)
    return (
      <p className={styles.newer}>
        {t(newest.isCancelled ? 'calledOff' : 'newer', { when: longDate(newest.receivedAt) })}
        <button type="button" className="quiet" onClick={() => openConversation(newest.emailId)}>
          {t('openNewer')}
        </button>
      </p>
    );
  if (!isAsked(message, event)) return null;
  // Hidden, but with its space, until it is known whether the invitation is outdated: nobody should answer an outdated one.
  return (
    <div style={{ display: 'contents', visibility: newest === undefined ? 'hidden' : 'visible' }}>
      <Answers message={message} event={event} />
    </div>
  );
}

function Answers({ message, event }: { message: Message; event: CalendarEvent }) {
  const t = useInvitationWords();
  const said = answerTo(message);
  const organizer = event.organizer?.email ?? '';
  const isElsewhere = message.from?.every(({ email }) => email.toLowerCase() !== organizer.toLowerCase()) ?? true;
  return (
    <>
      <div className={styles.answers} role="group" aria-label={t('answer.label')}>
        {ANSWERS.map((each) => {
          const Icon = ICONS[each];
          return (
            <button
              key={each}
              type="button"
              aria-pressed={said === each}
              onClick={() => {
                if (said !== each) void answer(message, event, each);
              }}
            >
              <Icon size={16} aria-hidden="true" />
              {t(`answer.${each}`)}
            </button>
          );
        })}
      </div>
      <p className={styles.said} role="status">
        {said ? t(`said.${said}`) : isElsewhere && t('goesTo', { email: organizer })}
      </p>
    </>
  );
}
