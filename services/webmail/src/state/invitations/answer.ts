import type { CalendarEvent } from '../../format/calendar/event.ts';
import { replyTo } from '../../format/calendar/reply.ts';
import { ownerOf } from '../../jmap/ids.ts';
import type { EmailAddress, Identity, Message } from '../../jmap/types.ts';
import { text } from '../../words/index.ts';
import { invitationText } from '../../words/invitation/index.ts';
import { withKeyword } from '../actions.ts';
import { identityFor } from '../identity-for.ts';
import { addRows, call, liesIn, mailboxOf, useMail } from '../mail.ts';
import { isMine } from '../mine.ts';
import { refresh } from '../refresh.ts';
import { Refused, refusedOf } from '../refused.ts';
import { tell } from '../tell.ts';
import { show } from '../toasts.ts';
import { cancel, countDown, UNDO_SECONDS } from '../writing/undo.ts';

export const ANSWERS = ['accepted', 'tentative', 'declined'] as const;
export type Answer = (typeof ANSWERS)[number];

/** What was answered is known to every window, and to other programs, by a keyword of the mail. */
const KEYWORDS: Readonly<Record<Answer, string>> = {
  accepted: '$rsvpaccepted',
  tentative: '$rsvptentative',
  declined: '$rsvpdeclined',
};

export function answerTo({ keywords }: Pick<Message, 'keywords'>): Answer | null {
  return ANSWERS.find((each) => keywords[KEYWORDS[each]]) ?? null;
}

/** Whether somebody waits for an answer of the person who reads it. */
export function isAsked(message: Message, { method, organizer, isCancelled, uid }: CalendarEvent): boolean {
  if (method !== 'REQUEST' || !organizer || uid === '' || isCancelled) return false;
  if (ownerOf(message.id) !== undefined || message.keywords.$draft || isMine(message) || liesIn(message, 'junk'))
    return false;
  return useMail.getState().identities.every(({ email }) => !isSame(email, organizer.email));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Tells who asks (RFC 5546 3.2.3, RFC 6047), from the address that was invited, with an undo. */
export async function answer(message: Message, event: CalendarEvent, said: Answer): Promise<void> {
  const before = answerTo(message);
  mark(message, said);
  try {
    const { submissionId, emailId } = await send(message, event, said);
    countDown(submissionId, () => void takeBack(submissionId, emailId, message, before));
    await keep(message, said);
    void refresh(new Set(['Email']));
  } catch (error) {
    mark(message, before);
    tell(error);
  }
}

async function send(
  message: Message,
  event: CalendarEvent,
  said: Answer,
): Promise<{ submissionId: string; emailId: string }> {
  const [drafts, sent] = [mailboxOf('drafts'), mailboxOf('sent')];
  const { identity, attendee } = whoAnswers(message, event);
  if (!drafts || !sent || !identity || !event.organizer) throw new Refused({ type: 'notFound' });
  const words = { name: attendee.name ?? attendee.email, summary: event.summary || text('list.noSubject') };
  const email = {
    ...{ mailboxIds: { [drafts.id]: true }, keywords: { $draft: true, $seen: true }, to: [event.organizer] },
    from: [{ name: identity.name || null, email: identity.email }],
    ...(identity.sender && { sender: [identity.sender] }),
    ...{ subject: invitationText(`subject.${said}`, words), inReplyTo: message.messageId },
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
  const [made, submitted] = await call([
    ['Email/set', { create: { reply: email } }],
    [
      'EmailSubmission/set',
      {
        create: { sent: { identityId: identity.id, emailId: '#reply', envelope } },
        onSuccessUpdateEmail: { '#sent': { mailboxIds: { [sent.id]: true }, 'keywords/$draft': null } },
      },
    ],
  ]);
  const emailId = (made?.created as { reply?: { id: string } } | null)?.reply?.id;
  if (!emailId) throw new Refused(refusedOf(made) ?? { type: '' });
  const submissionId = (submitted?.created as { sent?: { id: string } } | null)?.sent?.id;
  if (submissionId) return { submissionId, emailId };
  await destroy(emailId);
  throw new Refused(refusedOf(submitted) ?? { type: '' });
}

/** The address that was invited, as it was written there; else the one that the mail came to. */
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

async function takeBack(submissionId: string, emailId: string, message: Message, before: Answer | null): Promise<void> {
  const again = (): void => void takeBack(submissionId, emailId, message, before);
  if (!(await cancel(submissionId, { 'keywords/$draft': true }, again))) return;
  mark(message, before);
  show(invitationText('takenBack'));
  await Promise.all([keep(message, before), destroy(emailId)]).catch(tell);
}

async function destroy(emailId: string): Promise<void> {
  await call([['Email/set', { destroy: [emailId] }]]);
  void refresh(new Set(['Email']));
}

/** It is seen at once. */
function mark(message: Message, said: Answer | null): void {
  const now = useMail.getState().messages.get(message.id) ?? message;
  addRows([
    ANSWERS.reduce(
      (row, each) => withKeyword(row, KEYWORDS[each], each === said),
      now as Parameters<typeof withKeyword>[0],
    ),
  ]);
}

async function keep({ id }: Message, said: Answer | null): Promise<void> {
  const patch = Object.fromEntries(ANSWERS.map((each) => [`keywords/${KEYWORDS[each]}`, each === said || null]));
  const [answered] = await call([['Email/set', { update: { [id]: patch } }]]);
  const refused = refusedOf(answered);
  if (refused) throw new Refused(refused);
}
