import { type Args, type Invocation, RequestFailed } from '../../jmap/client.ts';
import { inBatches } from '../conversations.ts';
import { call } from '../mail.ts';

/** Folders that are in one answer of a search for them, at most. */
const PAGE = 500;

/**
 * Mailbox/get, of all folders of an account, before other calls. One that has more of them than a call gets is read in several.
 * @param args without ids
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
  // What changed meanwhile is newer than the first of these states, and is looked for.
  const [first] = answers;
  const list = answers.flatMap((answer) => answer.list as unknown[]);
  return [{ ...first, list }, ...(others.length > 0 ? await call(others) : [])];
}
