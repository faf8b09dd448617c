import type { Args } from '../jmap/client.ts';
import type { Row } from '../jmap/types.ts';
import { inBatches } from './conversations.ts';
import { type Kept, withoutToGo } from './delivery/without-to-go.ts';
import { accountOf, call } from './mail.ts';
import { waitsFor } from './offline/waits-for.ts';

/** Deletes emails of a folder for good; those that lie in another folder too are only removed from this one. What still waits to be sent stays. */
export async function destroyIn(mailboxId: string, emails: readonly Pick<Row, 'id' | 'mailboxIds'>[]): Promise<Kept> {
  let kept = 0;
  let toGo = 0;
  const accountId = accountOf(mailboxId);
  for (const some of inBatches(emails)) {
    const isElsewhere = ({ mailboxIds }: Pick<Row, 'mailboxIds'>): boolean =>
      Object.keys(mailboxIds).some((id) => id !== mailboxId);
    const update = some.filter(isElsewhere).map(({ id }) => [id, { [`mailboxIds/${mailboxId}`]: null }]);
    const lastOnes = some.filter((email) => !isElsewhere(email));
    const destroy = (await withoutToGo(accountId, lastOnes)).map(({ id }) => id);
    toGo += lastOnes.length - destroy.length;
    let answer: Args | undefined;
    try {
      [answer] = await call([['Email/set', { accountId, update: Object.fromEntries(update), destroy }]]);
    } catch (error) {
      if (await waitsFor(error, mailboxId, { kind: 'destroy', mailboxId, ids: some.map(({ id }) => id) })) continue;
      throw error;
    }
    const refused = { ...(answer?.notUpdated as object | null), ...(answer?.notDestroyed as object | null) };
    kept += Object.values(refused).filter((error) => (error as { type: string }).type !== 'notFound').length;
  }
  return { kept: kept + toGo, toGo };
}
