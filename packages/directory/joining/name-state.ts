import type { Queryable } from '@postroom/database';
import { domainOf } from '../address-key.ts';
import { asRead } from './look-alikes.ts';
import { isReservedWord } from './reserved-words.ts';

export type NameState = 'free' | 'taken' | 'reserved';

/**
 * Returns whether somebody may get an address by joining. It is taken when an account, an alias or a pending application has it or one that
 * reads alike (`àlice` for `alice`), and for some time after its account was removed.
 * @param reserved names that the domain reserves besides the usual ones
 */
export async function nameState(db: Queryable, address: string, reserved: readonly string[]): Promise<NameState> {
  const domain = domainOf(address);
  const local = address.slice(0, -1 - domain.length);
  if (isReservedWord(local, reserved)) return 'reserved';
  const { rowCount } = await db.query({
    name: 'name-state',
    text: `select 1 from accounts where address = any($1)
      union all select 1 from aliases where address = any($1)
      union all select 1 from reserved_names where address = any($1) and until > now()
      union all select 1 from join_applications where address = any($1) and state = 'pending'
      limit 1`,
    values: [[...new Set([address, `${asRead(local)}@${domain}`])]],
  });
  return rowCount ? 'taken' : 'free';
}
