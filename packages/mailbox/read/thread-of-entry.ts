/**
 * SQL: the thread of an entry of account $1. An entry that does not know it (an old one, or one of an older release) takes it from its
 * message; a message whose thread is not known yet is a thread of its own.
 * @param messageId the entry's column with the message id
 */
export function threadOf(entry: string, messageId = 'message_id'): string {
  const id = `${entry}.${messageId}`;
  return `coalesce(${entry}.thread_id, (select thread_id from messages where account_id = $1 and id = ${id}), ${id})`;
}
