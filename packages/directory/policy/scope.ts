import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { addressKey, domainKey } from '../address-key.ts';

/** What a rule applies to: the platform (''), one of our domains (`example.org`), or an account (`alice@example.org`). */
export interface Scope {
  readonly domain: string | null;
  readonly accountId: number | null;
}

/** Finds the scope that a text names. Throws not-found. */
export async function findScope(db: Queryable, text: string): Promise<Scope> {
  if (text === '') return { domain: null, accountId: null };
  if (text.includes('@')) {
    const { rows } = await db.query<{ id: number }>('select id from accounts where address = $1', [addressKey(text)]);
    if (!rows[0]) throw new MailError('not-found', `No account ${text}`);
    return { domain: null, accountId: rows[0].id };
  }
  const domain = domainKey(text);
  const { rowCount } = await db.query('select 1 from domains where name = $1', [domain]);
  if (domain === null || !rowCount) throw new MailError('not-found', `No domain ${text}`);
  return { domain, accountId: null };
}
