import type { Row } from '../jmap/types.ts';
import { readMailboxes } from './account.ts';
import { destroyIn } from './actions.ts';
import { readPage } from './list.ts';
import { call, client } from './mail.ts';

/** Looks at most: of as many emails as one call may have. */
const MAX_LOOKS = 10_000;

/** Destroys what is in a folder now, and says how many could not be. What comes in meanwhile stays. */
export async function emptyMailbox(mailboxId: string): Promise<{ kept: number }> {
  const emails: Pick<Row, 'id' | 'mailboxIds'>[] = [];
  for (let look = 0; look < MAX_LOOKS; look++) {
    const [query, got] = await call([
      ['Email/query', { filter: { inMailbox: mailboxId }, position: emails.length, limit: client().maxObjects }],
      ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['mailboxIds'] }],
    ]);
    emails.push(...((got?.list ?? []) as typeof emails));
    if (((query?.ids ?? []) as string[]).length === 0) break;
  }
  try {
    return await destroyIn(mailboxId, emails);
  } finally {
    await Promise.allSettled([readPage(0, true), readMailboxes()]);
  }
}
