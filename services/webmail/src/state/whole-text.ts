import type { Message } from '../jmap/types.ts';
import { accountOf, call } from './mail.ts';

/** Returns a message with its whole text, to be forwarded: of a long message only the beginning is read for display. */
export async function withWholeText(message: Message): Promise<Message> {
  if (!Object.values(message.bodyValues).some(({ isTruncated }) => isTruncated)) return message;
  const whole = { properties: ['bodyValues'], fetchTextBodyValues: true, fetchHTMLBodyValues: true };
  const accountId = accountOf(message.id);
  const [got] = await call([['Email/get', { accountId, ids: [message.id], ...whole }]]);
  const [read] = (got?.list ?? []) as Pick<Message, 'bodyValues'>[];
  return read ? { ...message, bodyValues: read.bodyValues } : message;
}
