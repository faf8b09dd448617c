import type { Row } from '../jmap/types.ts';
import { addRows, useMail } from './mail.ts';
import { readConversation } from './reading.ts';
import { threadsSince } from './threads.ts';

/** Shows a new email in place of former ones: an email never changes (RFC 8621 4), so a changed draft is a new email. */
export function replaceEmail(former: readonly string[], row: Row): void {
  const { list, threads, messages, openId, selected } = useMail.getState();
  const gone = new Set(former);
  const isIn = (id: string | undefined): boolean => id !== undefined && gone.has(id);
  const instead = <Id extends string | undefined>(ids: readonly Id[]): (Id | string)[] => {
    const at = ids.findIndex(isIn);
    return ids.map((id, index) => (index === at ? row.id : id)).filter((id) => !isIn(id));
  };
  addRows([row]);
  threadsSince()([{ id: row.threadId, emailIds: [...new Set([...instead(threads[row.threadId] ?? []), row.id])] }]);
  const ids = instead(list.ids);
  useMail.setState({
    list: { ...list, ids, total: list.total - (list.ids.length - ids.length) },
    messages: new Map([...messages].filter(([id]) => !gone.has(id))),
    selected: new Set(instead([...selected])),
    ...(isIn(openId ?? undefined) ? { openId: row.id } : {}),
  });
  if (isIn(openId ?? undefined)) void readConversation(row.id).catch(() => undefined);
}
