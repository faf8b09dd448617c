import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { Forwarding } from './accounts.ts';
import { addressKey, withoutTag } from './address-key.ts';
import { storedTargets } from './stored-targets.ts';

/** The most addresses that an account may forward its mail to. */
export const MAX_FORWARD_TARGETS = 10;

/** Sets where an account's mail is forwarded; null ends it. Throws invalid, not-found. */
export async function setForwarding(db: Queryable, address: string, forwarding: Forwarding | null): Promise<void> {
  const key = addressKey(address);
  const targets = forwarding && (await storedTargets(db, forwarding.targets));
  if (targets && (targets.length === 0 || targets.length > MAX_FORWARD_TARGETS))
    throw new MailError('invalid', `1 to ${MAX_FORWARD_TARGETS} targets`);
  if (targets?.some((target) => target === key || withoutTag(addressKey(target) ?? '') === key))
    throw new MailError('invalid', `${address} would forward to itself: to keep a copy use --keep (API: keep)`);
  const { rowCount } = await db.query('update accounts set forward_to = $2, forward_keep = $3 where address = $1', [
    key,
    targets,
    forwarding?.keep ?? true,
  ]);
  if (!rowCount) throw new MailError('not-found', `No account ${address}`);
}

/** Returns the forwardings of those accounts that have one, by account id. */
export async function readForwardings(
  db: Queryable,
  accountIds: readonly number[],
): Promise<Map<number, Forwarding & { address: string }>> {
  const { rows } = await db.query<Forwarding & { id: number; address: string }>({
    name: 'read-forwardings',
    text: `select id, address, forward_to as targets, forward_keep as keep
      from accounts where id = any($1::bigint[]) and forward_to is not null`,
    values: [accountIds],
  });
  return new Map(rows.map(({ id, ...forwarding }) => [id, forwarding]));
}
