import type { MailState } from './mail.ts';

type Known = Pick<MailState, 'rows' | 'threads' | 'selected' | 'openId'> & {
  readonly list: Pick<MailState['list'], 'ids'>;
};

/** The most rows in memory; of more, those far from what is seen are forgotten, and read again when they come into view. */
const MAX_ROWS = 5_000;

/**
 * Returns the rows and threads to keep of a long list: those near what is seen, the first page, what is selected or open, and the other
 * emails of their conversations. Undefined where all can be kept.
 * @param near returns whether the row at a position is seen or may be soon
 * @param focused the row with the focus, which stays wherever the list is scrolled to
 */
export function withoutFarRows(
  { rows, threads, list, selected, openId }: Known,
  near: (position: number) => boolean,
  focused?: string,
): Pick<MailState, 'rows' | 'threads'> | undefined {
  const all = Object.entries(rows);
  if (all.length <= MAX_ROWS) return undefined;
  const wanted = new Set<string>(selected);
  if (openId !== null) wanted.add(openId);
  if (focused !== undefined) wanted.add(focused);
  for (const [position, id] of list.ids.entries()) if (id !== undefined && near(position)) wanted.add(id);
  const keptThreads = new Map<string, readonly string[]>();
  for (const id of [...wanted]) {
    const { threadId = '' } = rows[id] ?? {};
    const thread = threads[threadId];
    if (!thread) continue;
    keptThreads.set(threadId, thread);
    for (const each of thread) wanted.add(each);
  }
  return {
    rows: Object.fromEntries(all.filter(([id]) => wanted.has(id))),
    threads: Object.fromEntries(keptThreads),
  };
}
