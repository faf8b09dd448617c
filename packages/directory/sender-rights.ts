import type { Queryable } from '@postroom/database';
import { normaliseAddress } from '@postroom/smtp';
import { addressKey } from './address-key.ts';
import { IS_OPEN, isFor } from './delegations/delegation.ts';
import { askedRows, OWNER } from './look-up.ts';

/** The most addresses that are looked up at once; the From field of a message has one or two. */
const MAX_SENDERS = 100;

/**
 * Returns whether an account may send as an address. It may when mail for the address comes to it: its own address with any tag, or an alias
 * or catch-all of which it is a direct target. An address of somebody else in its catch-all's domain does not count. It also may when the
 * address was delegated to it or to a group it is in (docs/decisions/0189-delegated-addresses.md).
 */
export async function maySendAs(
  db: Queryable,
  account: { accountId: number; address: string },
  sender: string,
): Promise<boolean> {
  return (await notTheirs(db, account, [sender])).length === 0;
}

/**
 * Returns, unchanged, the addresses that an account may not send as; texts that are no address are among them. Takes one round trip, or
 * none when all are the account's own address. Beyond 100 different addresses the rest count as not allowed.
 */
export async function notTheirs(
  db: Queryable,
  { accountId, address }: { accountId: number; address: string },
  senders: readonly string[],
): Promise<string[]> {
  const keys = new Map(senders.map((sender) => [sender, addressKey(sender)]));
  const asked = new Set([...keys.values()].filter((key) => key !== null && key !== address));
  const theirs = new Set([address]);
  if (asked.size > 0) {
    const { rows } = await db.query<{ asked: string }>({
      name: 'sender-rights',
      // Targets in our domains are stored as keys, but those in a domain that was added later still stand as they were given.
      text: `select q.asked from unnest($1::text[], $2::text[], $3::text[]) as q (asked, untagged, domain)
        ${OWNER}
        where case when al.address is null then a.id = $4
          else exists (select 1 from unnest(al.targets) target
            where lower(target) = any($5) or lower(regexp_replace(target, '\\+[^"@]*@', '@')) = any($5)) end
        or exists (select 1 from delegations g where g.address = coalesce(al.address, a.address)
          and g.mode = 'send-as' and ${isFor('$4')} and ${IS_OPEN})`,
      values: [
        ...askedRows([...asked].slice(0, MAX_SENDERS) as string[]),
        accountId,
        [address, normaliseAddress(address) ?? address],
      ],
    });
    for (const row of rows) theirs.add(row.asked);
  }
  return senders.filter((sender) => !theirs.has(keys.get(sender) ?? ''));
}
