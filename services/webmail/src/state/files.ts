import type { EmailBodyPart, Message } from '../jmap/types.ts';

export type FileKind = 'picture' | 'pdf' | 'mail' | 'invitation' | 'text';

/** Octets of a text that is shown. */
const MAX_TEXT = 1024 * 1024;
/** Octets of a PDF that is shown. */
const MAX_PDF = 64 * 1024 * 1024;

/** Pictures that a browser shows and that cannot be documents. */
export function isPicture({ type }: Pick<EmailBodyPart, 'type'>): boolean {
  return /^image\/(?:png|gif|jpeg|webp|bmp)$/.test(type);
}

function isPdf({ type, name }: Pick<EmailBodyPart, 'type' | 'name'>): boolean {
  return type === 'application/pdf' || (type === 'application/octet-stream' && /\.pdf$/i.test(name ?? ''));
}

/** A calendar by its type, or by its name where a program does not know the type. */
export function isCalendar({ type, name }: Pick<EmailBodyPart, 'type' | 'name'>): boolean {
  if (/^(?:text\/calendar|application\/(?:ics|calendar))$/.test(type)) return true;
  return /^(?:application\/octet-stream|text\/plain)$/.test(type) && /\.ics$/i.test(name ?? '');
}

/** How a file can be looked at; null: it is for other programs. */
export function kindOf({ type, name, size }: Pick<EmailBodyPart, 'type' | 'name' | 'size'>): FileKind | null {
  if (isPicture({ type })) return 'picture';
  if (isPdf({ type, name })) return size <= MAX_PDF ? 'pdf' : null;
  if (type === 'message/rfc822' || /\.eml$/i.test(name ?? '')) return 'mail';
  if (isCalendar({ type, name })) return 'invitation';
  const isText = /^text\/(?:plain|csv|markdown|x-[a-z-]+)$/.test(type) || /^application\/(?:json|xml)$/.test(type);
  return isText && size <= MAX_TEXT ? 'text' : null;
}

/** What Outlook wraps its text and its files in (TNEF, [MS-OXTNEF]). */
export function isOutlooks({ type, name }: Pick<EmailBodyPart, 'type' | 'name'>): boolean {
  return /^application\/(?:vnd\.)?ms-tnef$/.test(type) || /^winmail\.dat$/i.test(name ?? '');
}

/** All files of a message: RFC 8621 4.1.4 has pictures and others that are inline among the parts of the text. */
export function filesOf({
  htmlBody,
  textBody,
  attachments,
}: Pick<Message, 'htmlBody' | 'textBody' | 'attachments'>): EmailBodyPart[] {
  const inline = [...htmlBody, ...textBody].filter(({ type }) => !type.startsWith('text/'));
  const byBlob = new Map([...inline, ...attachments].map((part) => [part.blobId, part]));
  return [...byBlob.values()].filter(({ blobId }) => blobId !== null);
}

/** The parts that are shown, each alone, in their order (RFC 8621 4.1.4). */
export function shownParts({ htmlBody, textBody }: Pick<Message, 'htmlBody' | 'textBody'>): readonly EmailBodyPart[] {
  return htmlBody.length > 0 ? htmlBody : textBody;
}

/** Pictures that stand between the parts of the text, as phones send them; what HTML shows by its cid has its place there. */
export function picturesInPlace(message: Pick<Message, 'htmlBody' | 'textBody'>): EmailBodyPart[] {
  return shownParts(message).filter((part) => part.blobId !== null && isPicture(part));
}
