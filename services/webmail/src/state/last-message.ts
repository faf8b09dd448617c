import type { Message } from '../jmap/types.ts';
import { useMail } from './mail.ts';

/** The last message of the conversation that is open, which one answers. */
export function lastMessage(): Message | undefined {
  const { openId, rows, threads, messages } = useMail.getState();
  const thread = threads[rows[openId ?? '']?.threadId ?? ''] ?? [openId ?? ''];
  return thread.map((id) => messages.get(id)).findLast((message) => message !== undefined && !message.keywords.$draft);
}
