import { type Args, type Invocation, RequestFailed } from '../../jmap/client.ts';
import { inBatches } from '../conversations.ts';
import { call } from '../mail.ts';

/** Folders per page when their ids are queried. */
const PAGE = 500;

/**
 * Calls Mailbox/get for all folders of an account, and other calls after it. Where there are more folders than one call may return, it makes
 * several. @param args without ids
 */
export async function readFolders(args: Args, ...others: readonly Invocation[]): Promise<Args[]> {
  try {
    return await call([['Mailbox/get', args], ...others]);
  } catch (error) {
    if (!(error instanceof RequestFailed) || error.type !== 'requestTooLarge') throw error;
  }
  const { accountId } = args;
  const of = accountId === undefined ? {} : { accountId };
  const ids: string[] = [];
  for (;;) {
    const [found] = await call([['Mailbox/query', { ...of, position: ids.length, limit: PAGE }]]);
    const more = (found?.ids ?? []) as string[];
    ids.push(...more);
    if (more.length === 0) break;
  }
  const answers: Args[] = [];
  for (const some of inBatches(ids)) answers.push(...(await call([['Mailbox/get', { ...args, ids: some }]])));
  // The first state counts: changes made between the calls are newer than it, so they will be noticed.
  const [first] = answers;
  const list = answers.flatMap((answer) => answer.list as unknown[]);
  return [{ ...first, list }, ...(others.length > 0 ? await call(others) : [])];
}
