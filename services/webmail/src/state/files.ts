import type { EmailBodyPart, Message } from '../jmap/types.ts';

/** Pictures that a browser shows and that cannot be documents. */
export function isPicture({ type }: Pick<EmailBodyPart, 'type'>): boolean {
  return /^image\/(?:png|gif|jpeg|webp|bmp)$/.test(type);
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
