import type { Message } from '../jmap/types.ts';
import { useMail } from './mail.ts';

/** Returns the last message of the open conversation, to which a reply is made; drafts do not count. */
export function lastMessage(): Message | undefined {
  const { openId, rows, threads, messages } = useMail.getState();
  const thread = threads[rows[openId ?? '']?.threadId ?? ''] ?? [openId ?? ''];
  return thread.map((id) => messages.get(id)).findLast((message) => message !== undefined && !message.keywords.$draft);
}
