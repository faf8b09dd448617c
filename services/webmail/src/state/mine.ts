import type { Row } from '../jmap/types.ts';
import { type MailState, useMail } from './mail.ts';

/**
 * Returns whether the person wrote the email: it has an own address and lies where only own mail does. The sender's address alone can be forged.
 */
export function isMine(
  { from, mailboxIds, keywords }: Pick<Row, 'from' | 'mailboxIds' | 'keywords'>,
  { identities, mailboxes }: Pick<MailState, 'identities' | 'mailboxes'> = useMail.getState(),
): boolean {
  const isOwn = (from ?? []).some(({ email }) =>
    identities.some((identity) => identity.email.toLowerCase() === email.toLowerCase()),
  );
  if (!isOwn) return false;
  return (
    Boolean(keywords.$draft) ||
    mailboxes.some(({ id, role }) => (role === 'sent' || role === 'drafts') && mailboxIds[id])
  );
}
