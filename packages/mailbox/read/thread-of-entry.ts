/**
 * SQL: the thread of an entry of account $1. One that does not know it (of the release before, or from before there were any) looks in its
 * message; a message whose thread is not known yet is one by itself.
 * @param messageId column of the entry
 */
export function threadOf(entry: string, messageId = 'message_id'): string {
  const id = `${entry}.${messageId}`;
  return `coalesce(${entry}.thread_id, (select thread_id from messages where account_id = $1 and id = ${id}), ${id})`;
}
