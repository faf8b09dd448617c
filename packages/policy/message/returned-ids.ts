import type { Message } from './message.ts';

/** Those looked for: a report returns one message. */
const MAX_IDS = 20;
/** Of the header of the returned message, or of what an old program quotes of it (RFC 3464 2, and before it). */
const MESSAGE_ID = /^(?:> ?)?message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,990}>)/gim;
/** They are about mail that came: a recipient may read it long after we forgot it (RFC 8098), or complain (RFC 5965). */
const OTHER_REPORT = /report-type\s*=\s*"?(?:disposition-notification|feedback-report)\b/i;

/** The Message-IDs, with their angle brackets, of what a report on delivery returns. */
export async function returnedIds(message: Pick<Message, 'contentType' | 'body'>): Promise<string[]> {
  if (OTHER_REPORT.test(message.contentType)) return [];
  const found = (await message.body()).matchAll(MESSAGE_ID).take(MAX_IDS);
  return [...new Set(found.map(([, id]) => id as string))];
}
