import type { Queryable } from '@postroom/database';
import { normaliseAddress } from '@postroom/smtp';
import { MailError } from '@postroom/types';
import { addressKey, domainOf } from './address-key.ts';

/** Returns targets as they are stored: addresses of our domains as keys, others unchanged, since case may matter there (RFC 5321 2.4). */
export async function storedTargets(db: Queryable, targets: readonly string[]): Promise<string[]> {
  const keys = targets.map((target) => {
    const key = addressKey(target);
    if (!key) throw new MailError('invalid', `Not an address: ${target}`);
    return key;
  });
  const { rows } = await db.query<{ name: string }>('select name from domains where name = any($1)', [
    keys.map(domainOf),
  ]);
  const ours = new Set(rows.map(({ name }) => name));
  const stored = new Map<string, string>();
  for (const [at, target] of targets.entries()) {
    const key = keys[at] as string;
    if (ours.has(domainOf(key))) stored.set(key, key);
    else stored.set(normaliseAddress(target) ?? key, target);
  }
  return [...stored.values()];
}
