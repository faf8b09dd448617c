import { openDraft } from '../../html/quote.ts';
import type { EmailAddress, Message } from '../../jmap/types.ts';
import { attachmentsOf, list, ownVersion } from '../answer.ts';
import { accountOf, call, useMail } from '../mail.ts';
import { asItWas } from './as-it-was.ts';
import { writeCopy } from './write-copy.ts';

/**
 * A new mail with whom, what and which files the mail has: it answers nothing, and gets no signature beside what stands in it.
 * @param recipients to these alone, whatever the mail says
 */
export async function editAsNew(original: Message, recipients?: readonly string[]): Promise<void> {
  const message = await ownVersion(await withWholeText(original), () => true);
  if (!message) return;
  const written = await openDraft(message);
  const asItLooked = written.html === null ? undefined : await asItWas(written.html, written.body);
  const [sender] = message.from ?? [];
  const isOwn = ({ email }: { email: string }): boolean => email.toLowerCase() === sender?.email.toLowerCase();
  const identity = useMail.getState().identities.find(isOwn);
  writeCopy({
    ...(recipients
      ? { to: list(recipients.map((email) => namedIn(message, email))) }
      : { to: list(message.to ?? []), cc: list(message.cc ?? []), bcc: list(message.bcc ?? []) }),
    ...{ subject: message.subject ?? '', ...written, original: asItLooked },
    attachments: attachmentsOf(message, `${written.html}${written.quote?.html}`),
    ...(identity && { identityId: identity.id }),
  });
}

/** Of a long mail only the beginning is read to show it; who sends it again sends all of it. */
async function withWholeText(message: Message): Promise<Message> {
  if (!Object.values(message.bodyValues).some(({ isTruncated }) => isTruncated)) return message;
  const whole = { properties: ['bodyValues'], fetchTextBodyValues: true, fetchHTMLBodyValues: true };
  const accountId = accountOf(message.id);
  const [got] = await call([['Email/get', { accountId, ids: [message.id], ...whole }]]);
  const [read] = (got?.list ?? []) as Pick<Message, 'bodyValues'>[];
  return read ? { ...message, bodyValues: read.bodyValues } : message;
}

function namedIn({ to, cc, bcc }: Message, email: string): EmailAddress {
  const all = [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])];
  return all.find((each) => each.email.toLowerCase() === email.toLowerCase()) ?? { name: null, email };
}
