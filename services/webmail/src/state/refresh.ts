import { readIdentities, readMailboxes } from './account.ts';
import { readPage, readThreads } from './list.ts';
import { useMail } from './mail.ts';
import { readConversation } from './reading.ts';
import { readSubmissionsAgain } from './submissions.ts';

const { getState: get, setState: set } = useMail;

/** After something changed elsewhere: what is shown is read again, in place. */
export async function refresh(types: ReadonlySet<string>): Promise<void> {
  const work: Promise<void>[] = [];
  if (types.has('Mailbox') || types.has('Email')) {
    work.push(readMailboxes(), readPage(0, true));
    const { openId, rows } = get();
    const row = openId ? rows[openId] : undefined;
    if (openId && row) {
      const { [row.threadId]: _gone, ...threads } = get().threads;
      set({ threads });
      work.push(readThreads([openId]).then(() => readConversation(openId)));
    }
  }
  if (types.has('EmailSubmission')) work.push(readSubmissionsAgain());
  if (types.has('Identity')) work.push(readIdentities());
  await Promise.allSettled(work);
}
