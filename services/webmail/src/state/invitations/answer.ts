import type { CalendarEvent } from '../../format/calendar/event.ts';
import { newKey } from '../../format/random.ts';
import type { Invocation } from '../../jmap/client.ts';
import { ownerOf } from '../../jmap/ids.ts';
import type { Message } from '../../jmap/types.ts';
import { invitationText } from '../../words/invitation/index.ts';
import { inOrder } from '../in-order.ts';
import { addRows, call, isOfflineError, liesIn, useMail } from '../mail.ts';
import { type Marking, marking, setting } from '../marks.ts';
import { isMine } from '../mine.ts';
import { waitsFor } from '../offline/waits-for.ts';
import { refresh } from '../refresh.ts';
import { Refused, refusedOf, requireDone } from '../refused.ts';
import { showError } from '../show-error.ts';
import { doing, show } from '../toasts.ts';
import { cancel, countDown } from '../writing/undo.ts';
import { answerLater } from './answer-later.ts';
import { ANSWERS, type Answer } from './answers.ts';
import { replyCalls } from './reply-calls.ts';

/** Keywords that mark a message as answered, so that other windows and programs know the answer. */
const KEYWORDS: Readonly<Record<Answer, string>> = {
  accepted: '$rsvpaccepted',
  tentative: '$rsvptentative',
  declined: '$rsvpdeclined',
};

export function answerTo({ keywords }: Pick<Message, 'keywords'>): Answer | null {
  return ANSWERS.find((each) => keywords[KEYWORDS[each]]) ?? null;
}

/** Returns whether the organizer expects an answer from the reader. */
export function isAsked(message: Message, { method, organizer, isCancelled, uid }: CalendarEvent): boolean {
  if (method !== 'REQUEST' || !organizer || uid === '' || isCancelled) return false;
  if (ownerOf(message.id) !== undefined || message.keywords.$draft || isMine(message) || liesIn(message, 'junk'))
    return false;
  return useMail.getState().identities.every(({ email }) => !isSame(email, organizer.email));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Sends the answer to the organizer (RFC 5546 3.2.3, RFC 6047) from the invited address, with an undo. */
export async function answer(message: Message, event: CalendarEvent, said: Answer): Promise<void> {
  const before = answerTo(message);
  await doing(async () => {
    try {
      // In order, so that the last answer counts.
      await marking([asShown(message)], as(said), () => inOrder(() => answerNow(message, event, said, before)));
    } catch (error) {
      mark(message, before);
      showError(error);
    }
    return undefined;
  });
}

async function answerNow(message: Message, event: CalendarEvent, said: Answer, before: Answer | null): Promise<void> {
  const messageId = newKey();
  const calls = replyCalls(message, event, said, messageId);
  let made: Awaited<ReturnType<typeof send>>;
  try {
    made = await send(calls);
  } catch (error) {
    const waits = { kind: 'send', emails: { [message.id]: patchOf(said) }, calls, messageId } as const;
    if (isOfflineError(error) && (await answerLater(waits, () => mark(message, before)))) return;
    throw error;
  }
  const { submissionId, emailId } = made;
  const back = (): Promise<void> => takeBack(submissionId, emailId, message, before);
  countDown(submissionId, () => void inOrder(back));
  await keep(message, said);
  void refresh(new Set(['Email']));
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
  show(invitationText('takenBack'));
  const sending = () => Promise.all([keep(message, before), destroy(emailId)]);
  await marking([asShown(message)], as(before), sending).catch(showError);
}

async function destroy(emailId: string): Promise<void> {
  await call([['Email/set', { destroy: [emailId] }]]);
  void refresh(new Set(['Email']));
}

function asShown(message: Message): Message {
  return useMail.getState().messages.get(message.id) ?? message;
}

/** Marks an email with that answer and no other. */
function as(said: Answer | null): Marking {
  return (email) => ANSWERS.reduce((before, each) => setting(KEYWORDS[each], each === said)(before), email);
}

function mark(message: Message, said: Answer | null): void {
  addRows([as(said)(asShown(message))]);
}

/** Stores the answer's keyword. The answer is already sent, so after a lost connection only the keyword waits. */
async function keep({ id }: Message, said: Answer | null): Promise<void> {
  const emails = { [id]: patchOf(said) };
  try {
    const [answered] = await call([['Email/set', { update: emails }]]);
    requireDone(answered);
  } catch (error) {
    if (!(await waitsFor(error, id, { kind: 'update', emails }))) throw error;
  }
}

function patchOf(said: Answer | null): Record<string, true | null> {
  return Object.fromEntries(ANSWERS.map((each) => [`keywords/${KEYWORDS[each]}`, each === said || null]));
}
