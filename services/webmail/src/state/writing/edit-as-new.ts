import { openDraft } from '../../html/quote.ts';
import type { EmailAddress, Message } from '../../jmap/types.ts';
import { attachmentsOf, list, ownVersion } from '../answer.ts';
import { useMail } from '../mail.ts';
import { withWholeText } from '../whole-text.ts';
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
