import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';

/** What somebody chose in a program, by names that the program gives. */
export type Preferences = Readonly<Record<string, unknown>>;

/** The most octets of all preferences of an account, as JSON. */
const MAX_BYTES = 64 * 1024;
/** NUL and half surrogate pairs as JSON escapes them: the database can hold neither. */
const NOT_TEXT = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

export async function readPreferences(db: Queryable, accountId: number): Promise<Preferences> {
  const { rows } = await db.query<{ preferences: Preferences }>('select preferences from accounts where id = $1', [
    accountId,
  ]);
  return rows[0]?.preferences ?? {};
}

/** Changes only the given preferences; null removes one. Throws invalid, limit-reached. */
export async function changePreferences(db: Queryable, accountId: number, changes: Preferences): Promise<void> {
  const json = JSON.stringify(changes);
  if (NOT_TEXT.test(json))
    throw new MailError('invalid', 'A preference contains characters that are not allowed in text');
  const gone = Object.keys(changes).filter((name) => changes[name] === null);
  const { rowCount } = await db.query(
    `update accounts set preferences = (preferences || $2::jsonb) - $3::text[]
     where id = $1 and octet_length(((preferences || $2::jsonb) - $3::text[])::text) <= ${MAX_BYTES}`,
    [accountId, json, gone],
  );
  if (rowCount !== 1)
    throw new MailError('limit-reached', `All preferences together can have at most ${MAX_BYTES} octets`);
}
