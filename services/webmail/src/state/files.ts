import type { EmailBodyPart, Message } from '../jmap/types.ts';

export type FileKind = 'picture' | 'pdf' | 'mail' | 'invitation' | 'text';

/** The largest text file that is shown, in octets. */
const MAX_TEXT = 1024 * 1024;
/** The largest PDF that is shown, in octets. */
const MAX_PDF = 64 * 1024 * 1024;

/** Returns whether a file is a picture that browsers show and that cannot be a document. */
export function isPicture({ type }: Pick<EmailBodyPart, 'type'>): boolean {
  return /^image\/(?:png|gif|jpeg|webp|bmp)$/.test(type);
}

function isPdf({ type, name }: Pick<EmailBodyPart, 'type' | 'name'>): boolean {
  return type === 'application/pdf' || (type === 'application/octet-stream' && /\.pdf$/i.test(name ?? ''));
}

/** Returns whether a file is a calendar, by its type, or by its name where the type says nothing. */
export function isCalendar({ type, name }: Pick<EmailBodyPart, 'type' | 'name'>): boolean {
  if (/^(?:text\/calendar|application\/(?:ics|calendar))$/.test(type)) return true;
  return /^(?:application\/octet-stream|text\/plain)$/.test(type) && /\.ics$/i.test(name ?? '');
}

/** Returns how the page can show a file; null where it cannot. */
export function kindOf({ type, name, size }: Pick<EmailBodyPart, 'type' | 'name' | 'size'>): FileKind | null {
  if (isPicture({ type })) return 'picture';
  if (isPdf({ type, name })) return size <= MAX_PDF ? 'pdf' : null;
  if (type === 'message/rfc822' || /\.eml$/i.test(name ?? '')) return 'mail';
  if (isCalendar({ type, name })) return 'invitation';
  const isText = /^text\/(?:plain|csv|markdown|x-[a-z-]+)$/.test(type) || /^application\/(?:json|xml)$/.test(type);
  return isText && size <= MAX_TEXT ? 'text' : null;
}

/** Returns whether a file is Outlook's wrapper around its text and files (TNEF, [MS-OXTNEF]). */
export function isOutlooks({ type, name }: Pick<EmailBodyPart, 'type' | 'name'>): boolean {
  return /^application\/(?:vnd\.)?ms-tnef$/.test(type) || /^winmail\.dat$/i.test(name ?? '');
}

/** Returns all files of a message, also those inline: RFC 8621 4.1.4 lists some of them among the body parts. */
export function filesOf({
  htmlBody,
  textBody,
  attachments,
}: Pick<Message, 'htmlBody' | 'textBody' | 'attachments'>): EmailBodyPart[] {
  const inline = [...htmlBody, ...textBody].filter(({ type }) => !type.startsWith('text/'));
  const byBlob = new Map([...inline, ...attachments].map((part) => [part.blobId, part]));
  return [...byBlob.values()].filter(({ blobId }) => blobId !== null);
}

/** Returns the body parts to show, in order (RFC 8621 4.1.4). */
export function shownParts({ htmlBody, textBody }: Pick<Message, 'htmlBody' | 'textBody'>): readonly EmailBodyPart[] {
  return htmlBody.length > 0 ? htmlBody : textBody;
}

/** Returns the pictures between the text parts, as phones send them; a picture that HTML shows by its cid is not among them. */
export function picturesInPlace(message: Pick<Message, 'htmlBody' | 'textBody'>): EmailBodyPart[] {
  return shownParts(message).filter((part) => part.blobId !== null && isPicture(part));
}
