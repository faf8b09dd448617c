import type { Row } from '../../jmap/types.ts';
import { emailsOfThreads, inBatches } from '../conversations.ts';
import { BY_DATE, filterOf } from '../list.ts';
import { accountOf, call, client, type View } from '../mail.ts';

/** A conversation of a list: the email that represents it there, and its thread. */
interface Conversation {
  readonly id: string;
  readonly threadId: string;
}

/** The most queries; each returns as many conversations as one call may have. */
const MAX_LOOKS = 10_000;

/** Returns all conversations that the list had at the time `until`, as the server has them now. */
async function conversationsIn(view: View, until: string): Promise<Conversation[]> {
  const accountId = accountOf(view.mailboxId);
  const limit = client().maxObjects;
  const before = `${new Date(Date.parse(until) + 1_000).toISOString().slice(0, 19)}Z`;
  const filter = { operator: 'AND', conditions: [filterOf(view), { before }] };
  const all = new Map<string, string>();
  for (let look = 0; look < MAX_LOOKS; look++) {
    const args = { accountId, filter, sort: BY_DATE, collapseThreads: true };
    const [query, got] = await call([
      ['Email/query', { ...args, position: look * limit, limit }],
      [
        'Email/get',
        { accountId, '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['threadId'] },
      ],
    ]);
    for (const { id, threadId } of (got?.list ?? []) as Conversation[]) all.set(id, threadId);
    if (((query?.ids ?? []) as string[]).length < limit) break;
  }
  return Array.from(all, ([id, threadId]) => ({ id, threadId }));
}

/** Yields the emails that an action is about, batch by batch, with the number of conversations. Emails that came after `until` are left out. */
export async function* emailsOfAll(view: View, until: string): AsyncGenerator<{ emails: Row[]; count: number }> {
  for (const some of inBatches(await conversationsIn(view, until))) {
    const ids = some.map(({ id }) => id);
    const threadIds = some.map(({ threadId }) => threadId);
    const emails = await emailsOfThreads(ids, threadIds, view.mailboxId);
    yield { emails: emails.filter(({ receivedAt }) => receivedAt <= until), count: some.length };
  }
}
