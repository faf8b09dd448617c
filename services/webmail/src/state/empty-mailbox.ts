import { call, readMailboxes, readPage } from './mail.ts';

const BATCH = 200;
const MAX_BATCHES = 5_000;

/** Destroys all that is in a folder, some at a time; what comes in meanwhile stays. */
export async function emptyMailbox(mailboxId: string): Promise<void> {
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const [query] = await call([['Email/query', { filter: { inMailbox: mailboxId }, limit: BATCH }]]);
    const ids = (query?.ids ?? []) as string[];
    if (ids.length === 0) break;
    await call([['Email/set', { destroy: ids }]]);
  }
  await Promise.all([readPage(0, true), readMailboxes()]);
}
