import type { Args, Invocation } from '../../jmap/client.ts';
import type { Submission } from '../../jmap/types.ts';

/**
 * Reads all pending submissions, in as many pages as there are. Returns them in the order in which they are sent.
 * @param limit the most of a page
 * @param more further conditions of the filter
 */
export async function readPending(
  call: (calls: readonly Invocation[]) => Promise<Args[]>,
  limit: number,
  more: object | null,
): Promise<Submission[]> {
  const filter = { undoStatus: 'pending', ...more };
  // What is sent while the pages are read goes from the end then, so that nothing moves up into a page that was read already.
  const sort = [{ property: 'sentAt', isAscending: false }];
  const found = new Map<string, Submission>();
  for (let position = 0; ; position += limit) {
    const [query, got] = await call([
      ['EmailSubmission/query', { filter, sort, position, limit }],
      ['EmailSubmission/get', { '#ids': { resultOf: '0', name: 'EmailSubmission/query', path: '/ids' } }],
    ]);
    for (const each of (got?.list ?? []) as Submission[]) found.set(each.id, each);
    if (((query?.ids ?? []) as string[]).length < limit)
      return [...found.values()].toSorted((one, other) => (one.sendAt < other.sendAt ? -1 : 1));
  }
}
