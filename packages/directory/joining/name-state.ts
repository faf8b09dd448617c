import type { Queryable } from '@postroom/database';
import { domainOf } from '../address-key.ts';
import { asRead } from './look-alikes.ts';
import { isReservedWord } from './reserved-words.ts';

export type NameState = 'free' | 'taken' | 'reserved';

/** SQL: an address of domain $2 with other letters than ASCII that reads like $3 (indexes `…_by_reading`). */
const READS_ALIKE = 'domain = $2 and octet_length(address) <> char_length(address) and read_as(address) = read_as($3)';

/**
 * Returns whether somebody may get an address by joining. It is taken when an account, an alias, a group or a pending application has it or
 * one that reads alike (`àlice` for `alice`, and the other way round), and for some time after its account was removed. It is also taken
 * while mail of others leads there, of a domain's postmaster or of an alias, though no account has it: whoever got it would read mail such as
 * that of certificate authorities to hostmaster.
 * @param reserved names that the domain reserves besides the usual ones
 */
export async function nameState(db: Queryable, address: string, reserved: readonly string[]): Promise<NameState> {
  const domain = domainOf(address);
  const local = address.slice(0, -1 - domain.length);
  if (isReservedWord(local, reserved)) return 'reserved';
  const { rowCount } = await db.query({
    name: 'name-state',
    text: `select 1 from accounts where address = any($1)
      union all select 1 from accounts where ${READS_ALIKE}
      union all select 1 from aliases where address = any($1)
      union all select 1 from aliases where ${READS_ALIKE}
      union all select 1 from aliases where targets && $1
      union all select 1 from groups where address = any($1)
      union all select 1 from domains where lower(postmaster) = any($1)
      union all select 1 from reserved_names where address = any($1) and until > now()
      union all select 1 from reserved_names where ${READS_ALIKE} and until > now()
      union all select 1 from join_applications where address = any($1) and state = 'pending'
      union all select 1 from join_applications where ${READS_ALIKE} and state = 'pending'
      limit 1`,
    values: [[...new Set([address, `${asRead(local)}@${domain}`])], domain, address],
  });
  return rowCount ? 'taken' : 'free';
}
