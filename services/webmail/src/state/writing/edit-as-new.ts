import { openDraft } from '../../html/quote.ts';
import type { Message } from '../../jmap/types.ts';
import { attachmentsOf, list, ownVersion } from '../answer.ts';
import { useMail } from '../mail.ts';
import { writeCopy } from './begin.ts';

/** A new mail with whom, what and which files the mail has: it answers nothing, and gets no signature beside what stands in it. */
export async function editAsNew(original: Message): Promise<void> {
  const message = await ownVersion(original, () => true);
  if (!message) return;
  const written = await openDraft(message);
  const [sender] = message.from ?? [];
  const isOwn = ({ email }: { email: string }): boolean => email.toLowerCase() === sender?.email.toLowerCase();
  const identity = useMail.getState().identities.find(isOwn);
  writeCopy({
    ...{ to: list(message.to ?? []), cc: list(message.cc ?? []), bcc: list(message.bcc ?? []) },
    ...{ subject: message.subject ?? '', ...written },
    attachments: attachmentsOf(message, `${written.html}${written.quote?.html}`),
    ...(identity && { identityId: identity.id }),
  });
}
