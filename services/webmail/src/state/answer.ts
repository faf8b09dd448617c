import { fullDate } from '../format/dates.ts';
import { formatAddress, nameOf } from '../format/people.ts';
import { prefixed } from '../format/subject.ts';
import type { Quote } from '../html/quote-text.ts';
import { ownerOf } from '../jmap/ids.ts';
import { type EmailAddress, type EmailBodyPart, type Message, RECEIPT_TO } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { text } from '../words/index.ts';
import { answerTo } from './answer-to.ts';
import { filesOf } from './files.ts';
import { identityFor } from './identity-for.ts';
import { useMail } from './mail.ts';
import { isMine } from './mine.ts';
import { show } from './toasts.ts';
import { withWholeText } from './whole-text.ts';
import { write } from './writing/begin.ts';
import type { Draft } from './writing/draft.ts';
import { reopen } from './writing/reopen.ts';

/** Returns the addresses of the person who answers with this identity; somebody else's address is among them only where it is that identity. */
function ownAddresses(identityId: string): Set<string> {
  const own = useMail.getState().identities.filter(({ id, isDelegated }) => !isDelegated || id === identityId);
  return new Set(own.map(({ email }) => email.toLowerCase()));
}

/** Writes addresses as they stand in an address field. */
export function list(addresses: readonly EmailAddress[]): string {
  return addresses.map(formatAddress).join(', ');
}

/** Loads the part that sanitizes quotes. Undefined: it could not be loaded, and the person was told. */
async function quoting(): Promise<typeof import('../html/quote.ts') | undefined> {
  try {
    return await part('html/quote', () => import('../html/quote.ts'));
  } catch {
    show(text('app.failed', { reason: text('compose.unsavedReason') }));
    return undefined;
  }
}

/** Returns the pictures that the quoted text shows; they are attached too. */
function shownIn(message: Message, quote: Quote): Draft['attachments'] {
  return attachmentsOf(message, quote.html).filter(({ cid }) => cid !== null);
}

/** Returns a message whose files the person can send: those of a shared message are copied. Undefined where that fails; the person was told. */
export async function ownVersion(
  message: Message,
  isWanted: (part: EmailBodyPart) => boolean,
): Promise<Message | undefined> {
  if (ownerOf(message.id) === undefined) return message;
  try {
    const { withOwnFiles } = await part('own-files', () => import('./shared/own-files.ts'));
    return await withOwnFiles(message, isWanted);
  } catch {
    show(text('app.failed', { reason: text('compose.unsavedReason') }));
    return undefined;
  }
}

/** Messages for which a compose window is being opened. */
const beginning = new Set<string>();

/** Ignores a second press before the window is open. */
async function once(what: string, begin: () => Promise<void>): Promise<void> {
  if (beginning.has(what)) return;
  beginning.add(what);
  try {
    await begin();
  } finally {
    beginning.delete(what);
  }
}

export function reply(original: Message, toAll: boolean): Promise<void> {
  return once(`reply ${original.id} ${toAll}`, () => beginReply(original, toAll));
}

async function beginReply(original: Message, toAll: boolean): Promise<void> {
  const message = await ownVersion(original, ({ cid }) => cid !== null);
  if (!message) return;
  const identityId = identityFor(message);
  const { to, cc } = answerTo(message, toAll, ownAddresses(identityId), isMine(message));
  const [sender] = message.from ?? [];
  const head = text('compose.quote', { date: fullDate(message.receivedAt), name: sender ? nameOf(sender) : '' });
  const quote = await (await quoting())?.quoteOf(message, 'reply', head);
  if (!quote) return;
  write({
    identityId,
    to: list(to),
    cc: list(cc),
    subject: prefixed('Re', message.subject),
    quote,
    attachments: shownIn(message, quote),
    inReplyTo: message.messageId,
    references: [...(message.references ?? message.inReplyTo ?? []), ...(message.messageId ?? [])].slice(-30),
    about: { emailId: message.id, keyword: '$answered' },
  });
}

/** Returns the original with its whole text and its files, for forwarding. Undefined where that fails; the person was told. */
async function wholeVersion(original: Message): Promise<Message | undefined> {
  try {
    return await ownVersion(await withWholeText(original), () => true);
  } catch {
    show(text('app.failed', { reason: text('compose.unsavedReason') }));
    return undefined;
  }
}

export function forward(original: Message): Promise<void> {
  return once(`forward ${original.id}`, () => beginForward(original));
}

async function beginForward(original: Message): Promise<void> {
  const message = await wholeVersion(original);
  if (!message) return;
  const [sender] = message.from ?? [];
  const head = [
    text('compose.forwarded'),
    ...(sender ? [`${text('compose.from')}: ${formatAddress(sender)}`] : []),
    `${text('compose.date')}: ${fullDate(message.receivedAt)}`,
    `${text('compose.subject')}: ${message.subject ?? ''}`,
    `${text('compose.to')}: ${list(message.to ?? [])}`,
    ...(message.cc?.length ? [`${text('compose.cc')}: ${list(message.cc)}`] : []),
  ];
  const quote = await (await quoting())?.quoteOf(message, 'forward', head.join('\n'));
  if (!quote) return;
  write({
    identityId: identityFor(message),
    subject: prefixed('Fwd', message.subject),
    quote,
    attachments: attachmentsOf(message, quote.html),
    about: { emailId: message.id, keyword: '$forwarded' },
  });
}

/**
 * Opens a draft for editing, with its HTML, its quote and its pictures where it has them. Returns whether it did; if not, the person was
 * told.
 */
export async function editDraft(message: Message): Promise<boolean> {
  const { identities } = useMail.getState();
  const [sender] = message.from ?? [];
  const identity = identities.find(({ email }) => email.toLowerCase() === sender?.email.toLowerCase());
  const written = await (await quoting())?.openDraft(message);
  if (!written) return false;
  return reopen({
    emailId: message.id,
    to: list(message.to ?? []),
    cc: list(message.cc ?? []),
    bcc: list(message.bcc ?? []),
    subject: message.subject ?? '',
    ...written,
    attachments: attachmentsOf(message, `${written.html}${written.quote?.html}`),
    inReplyTo: message.inReplyTo,
    references: message.references,
    asksReceipt: (message[RECEIPT_TO]?.length ?? 0) > 0,
    ...(identity && { identityId: identity.id }),
  });
}

/** Returns the files of a message as attachments of a draft. @param html the text that shows some of them by their cid */
export function attachmentsOf(message: Message, html: string): Draft['attachments'] {
  return filesOf(message).map(({ blobId, name, type, size, cid }, at) => ({
    key: `${message.id}-${at}`,
    name: name ?? 'file',
    type,
    size,
    blobId,
    failed: false,
    cid: cid && isShownBy(html, cid) ? cid : null,
  }));
}

function isShownBy(html: string, cid: string): boolean {
  return html.includes(`cid:${encodeURIComponent(cid)}`) || html.includes(`cid:${cid}`);
}
