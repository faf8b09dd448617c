import { bareId, ownerOf } from '../../jmap/ids.ts';
import type { EmailBodyPart, Message } from '../../jmap/types.ts';
import { filesOf } from '../files.ts';
import { call } from '../mail.ts';
import { requireDone } from '../refused.ts';
import { showError } from '../show-error.ts';

/**
 * Copies files of a shared message into one's own account (RFC 8620 6.3), so that a message can have them attached. Returns the message with
 * the copies; undefined where that fails, and the person was told.
 * @param isWanted chooses the files
 */
export async function withOwnFiles(
  message: Message,
  isWanted: (part: EmailBodyPart) => boolean,
): Promise<Message | undefined> {
  const fromAccountId = ownerOf(message.id);
  if (fromAccountId === undefined) return message;
  const blobIds = filesOf(message).flatMap((part) => (isWanted(part) ? (part.blobId ?? []) : []));
  let copied: Readonly<Record<string, string>>;
  try {
    copied = blobIds.length > 0 ? await copyBlobs(fromAccountId, blobIds) : {};
  } catch (error) {
    showError(error);
    return undefined;
  }
  const own = (parts: readonly EmailBodyPart[]): EmailBodyPart[] =>
    parts.map((part) => ({ ...part, blobId: copied[bareId(part.blobId ?? '')] ?? null }));
  const { textBody, htmlBody, attachments } = message;
  return { ...message, textBody: own(textBody), htmlBody: own(htmlBody), attachments: own(attachments) };
}

/** Copies blobs of another account into one's own. Returns the copies by the ids that the blobs have there. Throws Refused, RequestFailed. */
export async function copyBlobs(
  fromAccountId: string,
  blobIds: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const [answer] = await call([['Blob/copy', { fromAccountId, blobIds }]]);
  requireDone(answer);
  return answer?.copied as Readonly<Record<string, string>>;
}
