import type { Submission } from '../../jmap/types.ts';
import { inBatches } from '../conversations.ts';
import { call, client } from '../mail.ts';
import { readToGo } from './without-to-go.ts';

/** Reads the messages that still wait to be sent although their email was deleted, by another program (RFC 8621 7). */
export async function readWithoutEmail(): Promise<Submission[]> {
  const { accountId } = client();
  const gone = new Set<string>();
  const toGo = await readToGo(accountId, null);
  for (const some of inBatches(toGo)) {
    const ids = some.map(({ emailId }) => emailId);
    const [got] = await call([['Email/get', { accountId, ids, properties: ['id'] }]]);
    for (const id of (got?.notFound ?? []) as string[]) gone.add(id);
  }
  return toGo.filter(({ emailId }) => gone.has(emailId));
}
