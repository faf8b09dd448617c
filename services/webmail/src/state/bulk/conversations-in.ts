import type { Row } from '../../jmap/types.ts';
import { emailsOfThreads, inBatches } from '../conversations.ts';
import { BY_DATE, filterOf } from '../list.ts';
import { accountOf, call, client, type View } from '../mail.ts';

/** A conversation of a list: the email that stands for it there. */
interface Conversation {
  readonly id: string;
  readonly threadId: string;
}

/** Looks at most, each at as many conversations as one call may have. */
const MAX_LOOKS = 10_000;

/** All conversations of a list, as the server has them now. */
export async function conversationsIn(view: View): Promise<Conversation[]> {
  const accountId = accountOf(view.mailboxId);
  const limit = client().maxObjects;
  const all = new Map<string, string>();
  for (let look = 0; look < MAX_LOOKS; look++) {
    const args = { accountId, filter: filterOf(view), sort: BY_DATE, collapseThreads: true };
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

/** The emails of conversations that an action is about, some conversations at a time, with how many those are. */
export async function* emailsOfAll(view: View): AsyncGenerator<{ emails: Row[]; count: number }> {
  for (const some of inBatches(await conversationsIn(view))) {
    const ids = some.map(({ id }) => id);
    const threadIds = some.map(({ threadId }) => threadId);
    yield { emails: await emailsOfThreads(ids, threadIds, view.mailboxId), count: some.length };
  }
}
