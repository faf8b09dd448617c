import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';

/** What somebody chose in a program, by a name that the program gave it. */
export type Preferences = Readonly<Record<string, unknown>>;

/** Octets of all preferences of an account, as JSON. */
const MAX_BYTES = 64 * 1024;
/** NUL and halves of surrogate pairs, as JSON writes them: the database holds neither. */
const NOT_TEXT = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

export async function readPreferences(db: Queryable, accountId: number): Promise<Preferences> {
  const { rows } = await db.query<{ preferences: Preferences }>('select preferences from accounts where id = $1', [
    accountId,
  ]);
  return rows[0]?.preferences ?? {};
}

/** Changes those that are named and leaves the others; null takes one away. Throws invalid, limit-reached. */
export async function changePreferences(db: Queryable, accountId: number, changes: Preferences): Promise<void> {
  const json = JSON.stringify(changes);
  if (NOT_TEXT.test(json)) throw new MailError('invalid', 'A preference has characters that no text has');
  const gone = Object.keys(changes).filter((name) => changes[name] === null);
  const { rowCount } = await db.query(
    `update accounts set preferences = (preferences || $2::jsonb) - $3::text[]
     where id = $1 and octet_length(((preferences || $2::jsonb) - $3::text[])::text) <= ${MAX_BYTES}`,
    [accountId, json, gone],
  );
  if (rowCount !== 1) throw new MailError('limit-reached', `Preferences have at most ${MAX_BYTES} octets together`);
}
