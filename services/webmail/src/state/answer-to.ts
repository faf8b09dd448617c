import { type EmailAddress, FOLLOW_UP_TO, LIST_POST, type Message } from '../jmap/types.ts';

export interface Answered {
  readonly to: readonly EmailAddress[];
  readonly cc: readonly EmailAddress[];
}

/**
 * To whom an answer goes: to whom the mail asks for (RFC 5322 3.6.2), else to who wrote it; one's own mail is answered to whom it went to. To all
 * it goes where the mail says that it goes on (Mail-Followup-To), else to the others too, each once and oneself never.
 * @param own addresses, in small letters
 */
export function answerTo(message: Message, toAll: boolean, own: ReadonlySet<string>, wasSent: boolean): Answered {
  const others = (list: readonly EmailAddress[]): EmailAddress[] =>
    list.filter(({ email }) => !own.has(email.toLowerCase()) && !own.has(withoutTag(email)));
  const from = message.from ?? [];
  const asked = message.replyTo?.length ? message.replyTo : from;
  const notOwn = others(asked);
  const writers = notOwn.length > 0 ? notOwn : asked;
  const [to, cc] = [message.to ?? [], message.cc ?? []];
  const followUp = others(message[FOLLOW_UP_TO] ?? []);
  if (toAll && followUp.length > 0) return { to: once(followUp), cc: [] };
  // Who writes to oneself as well does not answer oneself.
  if (wasSent || (asked.length > 0 && notOwn.length === 0 && others(to).length > 0))
    return { to: once(wasSent ? to : others(to)), cc: toAll ? except(others(cc), to) : [] };
  // A list that has all answers come to it leaves who wrote out.
  const isToList = writers.every(({ email }) => message[LIST_POST]?.includes(`mailto:${email}`));
  const answered = once(toAll && isToList ? [...writers, ...others(from)] : writers);
  return { to: answered, cc: toAll ? except(others([...to, ...cc]), answered) : [] };
}

/** RFC 5233: `ann+shop@x.test` comes to ann@x.test. In small letters. */
function withoutTag(email: string): string {
  return email.toLowerCase().replace(/\+[^@]*@/, '@');
}

function once(addresses: readonly EmailAddress[]): EmailAddress[] {
  return except(addresses, []);
}

/** Each once, in whatever letters it is written. */
function except(addresses: readonly EmailAddress[], named: readonly EmailAddress[]): EmailAddress[] {
  const taken = new Set(named.map(({ email }) => email.toLowerCase()));
  return addresses.filter(({ email }) => {
    const isNew = !taken.has(email.toLowerCase());
    taken.add(email.toLowerCase());
    return isNew;
  });
}
