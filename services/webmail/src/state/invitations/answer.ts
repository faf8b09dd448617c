import type { CalendarEvent } from '../../format/calendar/event.ts';
import type { Invocation } from '../../jmap/client.ts';
import { ownerOf } from '../../jmap/ids.ts';
import type { Message } from '../../jmap/types.ts';
import { invitationText } from '../../words/invitation/index.ts';
import { inOrder } from '../in-order.ts';
import { addRows, call, isOfflineError, liesIn, useMail } from '../mail.ts';
import { withKeyword } from '../marks.ts';
import { isMine } from '../mine.ts';
import { refresh } from '../refresh.ts';
import { Refused, refusedOf } from '../refused.ts';
import { tell } from '../tell.ts';
import { doing, show } from '../toasts.ts';
import { cancel, countDown } from '../writing/undo.ts';
import { answerLater } from './answer-later.ts';
import { ANSWERS, type Answer } from './answers.ts';
import { replyCalls } from './reply-calls.ts';

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
  // One after the other: what was answered last is what counts.
  await doing(() => inOrder(() => answerNow(message, event, said, before)));
}

async function answerNow(
  message: Message,
  event: CalendarEvent,
  said: Answer,
  before: Answer | null,
): Promise<undefined> {
  let calls: readonly Invocation[] = [];
  try {
    calls = replyCalls(message, event, said);
    const { submissionId, emailId } = await send(calls);
    const back = (): Promise<void> => takeBack(submissionId, emailId, message, before);
    countDown(submissionId, () => void inOrder(back));
    await keep(message, said);
    void refresh(new Set(['Email']));
  } catch (error) {
    const waits = { kind: 'send', emails: { [message.id]: patchOf(said) }, calls } as const;
    if (isOfflineError(error) && (await answerLater(waits, () => mark(message, before)))) return undefined;
    mark(message, before);
    tell(error);
  }
  return undefined;
}

async function send(calls: readonly Invocation[]): Promise<{ submissionId: string; emailId: string }> {
  const [made, submitted] = await call(calls);
  const emailId = (made?.created as { reply?: { id: string } } | null)?.reply?.id;
  if (!emailId) throw new Refused(refusedOf(made) ?? { type: '' });
  const submissionId = (submitted?.created as { sent?: { id: string } } | null)?.sent?.id;
  if (submissionId) return { submissionId, emailId };
  await destroy(emailId);
  throw new Refused(refusedOf(submitted) ?? { type: '' });
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
  addRows([ANSWERS.reduce((row, each) => withKeyword(row, KEYWORDS[each], each === said), now)]);
}

async function keep({ id }: Message, said: Answer | null): Promise<void> {
  const [answered] = await call([['Email/set', { update: { [id]: patchOf(said) } }]]);
  const refused = refusedOf(answered);
  if (refused) throw new Refused(refused);
}

function patchOf(said: Answer | null): Record<string, true | null> {
  return Object.fromEntries(ANSWERS.map((each) => [`keywords/${KEYWORDS[each]}`, each === said || null]));
}
