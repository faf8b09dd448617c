import { fullDate } from '../format/dates.ts';
import { formatAddress, nameOf } from '../format/people.ts';
import { plainText } from '../html/plain-text.ts';
import type { EmailAddress, Message } from '../jmap/types.ts';
import { text } from '../words/index.ts';
import { filesOf } from './files.ts';
import { useMail } from './mail.ts';
import { isMine } from './mine.ts';
import { reopen, write } from './writing/begin.ts';
import type { Draft } from './writing/draft.ts';

function ownAddresses(): Set<string> {
  return new Set(useMail.getState().identities.map(({ email }) => email.toLowerCase()));
}

/** The identity that the mail came to. */
function identityFor(message: Message): string {
  const { identities } = useMail.getState();
  const named = [...(message.to ?? []), ...(message.cc ?? [])].map(({ email }) => email.toLowerCase());
  return (identities.find(({ email }) => named.includes(email.toLowerCase())) ?? identities[0])?.id ?? 'I1';
}

function list(addresses: readonly EmailAddress[]): string {
  return addresses.map(formatAddress).join(', ');
}

function prefixed(prefix: string, subject: string | null): string {
  const bare = (subject ?? '').replace(/^(?:\s*(?:re|aw|sv|fwd?|wg|回复|答复|转发)\s*[:：]\s*)+/iu, '');
  return `${prefix}: ${bare}`;
}

/** The text of the mail, each line marked. */
function quoted(message: Message): string {
  const [sender] = message.from ?? [];
  const head = text('compose.quote', { date: fullDate(message.receivedAt), name: sender ? nameOf(sender) : '' });
  const lines = plainText(message)
    .trimEnd()
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`));
  return `\n\n${head}\n${lines.join('\n')}\n`;
}

export function reply(message: Message, toAll: boolean): void {
  const own = ownAddresses();
  const isOwn = ({ email }: EmailAddress): boolean => own.has(email.toLowerCase());
  const wasSent = isMine(message);
  const senders = wasSent ? (message.to ?? []) : (message.replyTo ?? message.from ?? []);
  const others = [...(wasSent ? [] : (message.to ?? [])), ...(message.cc ?? [])].filter(
    (address) => !isOwn(address) && !senders.some(({ email }) => email === address.email),
  );
  write({
    ...{ identityId: identityFor(message), to: list(senders), cc: toAll ? list(others) : '' },
    ...{ subject: prefixed('Re', message.subject), body: quoted(message) },
    inReplyTo: message.messageId,
    references: [...(message.references ?? message.inReplyTo ?? []), ...(message.messageId ?? [])].slice(-30),
    about: { emailId: message.id, keyword: '$answered' },
  });
}

export function forward(message: Message): void {
  const [sender] = message.from ?? [];
  const head = [
    text('compose.forwarded'),
    ...(sender ? [`${text('compose.from')}: ${formatAddress(sender)}`] : []),
    `${text('compose.subject')}: ${message.subject ?? ''}`,
    `${text('compose.to')}: ${list(message.to ?? [])}`,
  ];
  write({
    ...{ identityId: identityFor(message), subject: prefixed('Fwd', message.subject) },
    body: `\n\n${head.join('\n')}\n\n${plainText(message)}`,
    attachments: attachmentsOf(message),
    about: { emailId: message.id, keyword: '$forwarded' },
  });
}

export function editDraft(message: Message): void {
  const { identities } = useMail.getState();
  const [sender] = message.from ?? [];
  const identity = identities.find(({ email }) => email.toLowerCase() === sender?.email.toLowerCase());
  void reopen({
    ...{ emailId: message.id, to: list(message.to ?? []), cc: list(message.cc ?? []), bcc: list(message.bcc ?? []) },
    ...{ subject: message.subject ?? '', body: plainText(message), attachments: attachmentsOf(message) },
    ...{ inReplyTo: message.inReplyTo, references: message.references },
    ...(identity && { identityId: identity.id }),
  });
}

function attachmentsOf(message: Message): Draft['attachments'] {
  return filesOf(message).map(({ blobId, name, type, size }, at) => ({
    ...{ key: `${message.id}-${at}`, name: name ?? 'file', type, size, blobId, failed: false },
  }));
}
