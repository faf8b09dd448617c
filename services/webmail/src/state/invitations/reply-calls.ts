import type { CalendarEvent } from '../../format/calendar/event.ts';
import { replyTo } from '../../format/calendar/reply.ts';
import type { Invocation } from '../../jmap/client.ts';
import type { EmailAddress, Identity, Message } from '../../jmap/types.ts';
import { text } from '../../words/index.ts';
import { invitationText } from '../../words/invitation/index.ts';
import { identityFor } from '../identity-for.ts';
import { mailboxOf, useMail } from '../mail.ts';
import { messageIdOf } from '../message-id.ts';
import { Refused } from '../refused.ts';
import { UNDO_SECONDS } from '../writing/undo.ts';
import type { Answer } from './answers.ts';

/**
 * Returns the calls that create the answer (RFC 5546 3.2.3, RFC 6047) and send it from the invited address. Throws Refused.
 * @param messageId the local part of its Message-ID
 */
export function replyCalls(
  message: Message,
  event: CalendarEvent,
  said: Answer,
  messageId: string,
): [Invocation, Invocation] {
  const [drafts, sent] = [mailboxOf('drafts'), mailboxOf('sent')];
  const { identity, attendee } = whoAnswers(message, event);
  if (!drafts || !sent || !identity || !event.organizer) throw new Refused({ type: 'notFound' });
  const words = { name: attendee.name ?? attendee.email, summary: event.summary || text('list.noSubject') };
  const email = {
    mailboxIds: { [drafts.id]: true },
    keywords: { $draft: true, $seen: true },
    to: [event.organizer],
    messageId: [messageIdOf(messageId, identity)],
    from: [{ name: identity.name || null, email: identity.email }],
    ...(identity.sender && { sender: [identity.sender] }),
    subject: invitationText(`subject.${said}`, words),
    inReplyTo: message.messageId,
    references: [...(message.references ?? []), ...(message.messageId ?? [])].slice(-30),
    bodyStructure: {
      type: 'multipart/alternative',
      subParts: [
        { partId: 'text', type: 'text/plain' },
        { partId: 'calendar', type: 'text/calendar' },
      ],
    },
    bodyValues: {
      text: { value: invitationText(`text.${said}`, words) },
      calendar: { value: replyTo(event, attendee, said, new Date()) },
    },
  };
  const envelope = {
    mailFrom: { email: (identity.sender ?? identity).email, parameters: { HOLDFOR: String(UNDO_SECONDS) } },
    rcptTo: [{ email: event.organizer.email }],
  };
  return [
    ['Email/set', { create: { reply: email } }],
    [
      'EmailSubmission/set',
      {
        create: { sent: { identityId: identity.id, emailId: '#reply', envelope } },
        onSuccessUpdateEmail: { '#sent': { mailboxIds: { [sent.id]: true }, 'keywords/$draft': null } },
      },
    ],
  ];
}

/** Returns the identity that was invited, with the address as the invitation has it; else the identity that received the message. */
function whoAnswers(
  message: Message,
  { attendees }: CalendarEvent,
): { identity: Identity | undefined; attendee: EmailAddress } {
  const { identities } = useMail.getState();
  const cameTo = identityFor(message);
  const isInvited = ({ email }: Identity): boolean => attendees.some((each) => isSame(each.email, email));
  const identity =
    identities.find((each) => each.id === cameTo && isInvited(each)) ??
    identities.find((each) => !each.isDelegated && isInvited(each)) ??
    identities.find(({ id }) => id === cameTo);
  const invited = attendees.find(({ email }) => isSame(email, identity?.email ?? ''));
  return {
    identity,
    attendee: { name: identity?.name || invited?.name || null, email: invited?.email ?? identity?.email ?? '' },
  };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
