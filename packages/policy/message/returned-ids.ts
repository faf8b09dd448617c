import type { Message } from './message.ts';

/** The most ids that are looked for; a report returns one message. */
const MAX_IDS = 20;
/** The Message-ID of a returned message (RFC 3464 2), or as older programs quote it. */
const MESSAGE_ID = /^(?:> ?)?message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,990}>)/gim;
/** Reports about messages that did arrive (RFC 8098, RFC 5965); they may come long after we forgot the message. */
const OTHER_REPORT = /report-type\s*=\s*"?(?:disposition-notification|feedback-report)\b/i;

/** Returns the Message-IDs, with angle brackets, of the messages that a delivery report returns. */
export async function returnedIds(message: Pick<Message, 'contentType' | 'body'>): Promise<string[]> {
  if (OTHER_REPORT.test(message.contentType)) return [];
  const found = (await message.body()).matchAll(MESSAGE_ID).take(MAX_IDS);
  return [...new Set(found.map(([, id]) => id as string))];
}
