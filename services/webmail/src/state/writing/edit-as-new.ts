import { openDraft } from '../../html/quote.ts';
import type { EmailAddress, Message } from '../../jmap/types.ts';
import { attachmentsOf, list, ownVersion } from '../answer.ts';
import { useMail } from '../mail.ts';
import { withWholeText } from '../whole-text.ts';
import { asItWas } from './as-it-was.ts';
import { writeCopy } from './write-copy.ts';

/**
 * Begins a new message with the recipients, text and files of another. It is no reply, and gets no signature beside its text.
 * @param recipients replace those of the message
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
    subject: message.subject ?? '',
    ...written,
    original: asItLooked,
    attachments: attachmentsOf(message, `${written.html}${written.quote?.html}`),
    ...(identity && { identityId: identity.id }),
  });
}

function namedIn({ to, cc, bcc }: Message, email: string): EmailAddress {
  const all = [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])];
  return all.find((each) => each.email.toLowerCase() === email.toLowerCase()) ?? { name: null, email };
}
