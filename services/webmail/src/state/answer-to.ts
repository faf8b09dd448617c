import { type EmailAddress, FOLLOW_UP_TO, LIST_POST, type Message } from '../jmap/types.ts';

export interface Answered {
  readonly to: readonly EmailAddress[];
  readonly cc: readonly EmailAddress[];
}

/**
 * Returns to whom a reply goes: to the Reply-To (RFC 5322 3.6.2), else to the author; a reply to one's own message goes to its recipients. A
 * reply to all goes to the Mail-Followup-To, else to all other recipients too, each once and never to oneself.
 * @param own the person's addresses in lower case
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
  // Where only one's own address would be left, the reply goes to the other recipients.
  if (wasSent || (asked.length > 0 && notOwn.length === 0 && others(to).length > 0))
    return { to: once(wasSent ? to : others(to)), cc: toAll ? except(others(cc), to) : [] };
  // A list that directs all replies to itself hides the author, who is added again.
  const isToList = writers.every(({ email }) => message[LIST_POST]?.includes(`mailto:${email}`));
  const answered = once(toAll && isToList ? [...writers, ...others(from)] : writers);
  return { to: answered, cc: toAll ? except(others([...to, ...cc]), answered) : [] };
}

/** Returns the address in lower case and without its tag (RFC 5233): `ann+shop@x.test` is delivered to `ann@x.test`. */
function withoutTag(email: string): string {
  return email.toLowerCase().replace(/\+[^@]*@/, '@');
}

function once(addresses: readonly EmailAddress[]): EmailAddress[] {
  return except(addresses, []);
}

/** Returns the addresses that are not in `named`, each once; case does not count. */
function except(addresses: readonly EmailAddress[], named: readonly EmailAddress[]): EmailAddress[] {
  const taken = new Set(named.map(({ email }) => email.toLowerCase()));
  return addresses.filter(({ email }) => {
    const isNew = !taken.has(email.toLowerCase());
    taken.add(email.toLowerCase());
    return isNew;
  });
}
