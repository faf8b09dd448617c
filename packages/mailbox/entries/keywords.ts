import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';

const MAX_KEYWORDS = 100; // on one message
const MAX_OCTETS = 100; // of one keyword
/** The most keywords whose spelling a mailbox remembers. */
const MAX_SPELLED = 1_000;

/** Returns each keyword once, in the spelling that comes first. Throws limit-reached for too many or too long ones. */
export function distinctKeywords(keywords: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const keyword of keywords) {
    const folded = keyword.toLowerCase();
    if (!found.has(folded)) found.set(folded, keyword);
  }
  requireFew(found.size);
  for (const keyword of found.values()) {
    if (keyword.length > MAX_OCTETS) {
      throw new MailError('limit-reached', `A keyword has at most ${MAX_OCTETS} characters`);
    }
  }
  return [...found.values()];
}

export function requireFew(count: number): void {
  if (count > MAX_KEYWORDS) throw new MailError('limit-reached', `A message has at most ${MAX_KEYWORDS} keywords`);
}

/**
 * How a mailbox spells keywords, which are compared without case (RFC 3501 2.3.2): as the first one was spelled. Read and stored
 * under the account's lock.
 */
export class Spelling {
  readonly #known: Map<string, string>;
  #fresh: boolean;

  private constructor(known: readonly string[], fresh: boolean) {
    this.#fresh = fresh;
    this.#known = new Map(known.map((keyword) => [keyword.toLowerCase(), keyword]));
  }

  /** Reads the spelling. If there is no room for `more` new keywords, it is made from the messages, which drops keywords no longer in use. */
  static async read(tx: Queryable, mailbox: MailboxRef, more = 1): Promise<Spelling> {
    const { rows } = await tx.query<{ keywords: string[] | null }>({
      name: 'mailbox-keywords',
      text: 'select keywords from mailboxes where account_id = $1 and id = $2',
      values: [mailbox.accountId, mailbox.mailboxId],
    });
    const known = rows[0]?.keywords ?? null;
    if (known !== null && known.length + more <= MAX_SPELLED) return new Spelling(known, false);
    return new Spelling(await keywordsInUse(tx, mailbox), true);
  }

  /** Returns the mailbox's spelling of a keyword; a new keyword is taken as it is given. */
  of(keyword: string): string {
    const folded = keyword.toLowerCase();
    const known = this.#known.get(folded);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_SPELLED) return keyword;
    this.#known.set(folded, keyword);
    this.#fresh = true;
    return keyword;
  }

  /** Checks that the mailbox has room for those of the keywords that are new. Throws limit-reached. */
  requireRoomFor(keywords: readonly string[]): void {
    const fresh = keywords.filter((keyword) => !this.#known.has(keyword.toLowerCase()));
    if (this.#known.size + fresh.length <= MAX_SPELLED) return;
    throw new MailError('limit-reached', `A mailbox has at most ${MAX_SPELLED} keywords`);
  }

  /** Stores the spelling if it has changed. */
  async save(tx: Queryable, mailbox: MailboxRef): Promise<void> {
    if (!this.#fresh) return;
    await tx.query('update mailboxes set keywords = $3 where account_id = $1 and id = $2', [
      mailbox.accountId,
      mailbox.mailboxId,
      [...this.#known.values()],
    ]);
  }
}

/** Returns the keywords of a mailbox's messages, those of the oldest message first. */
async function keywordsInUse(tx: Queryable, mailbox: MailboxRef): Promise<string[]> {
  const { rows } = await tx.query<{ keyword: string }>(
    `select keyword from (
       select distinct on (lower(keyword)) keyword, first from (
         select keywords, min(uid) as first from mailbox_entries
         where account_id = $1 and mailbox_id = $2 and keywords <> '{}' group by keywords
       ) used, unnest(used.keywords) keyword
       order by lower(keyword), first
     ) spelled order by first, keyword limit ${MAX_SPELLED}`,
    [mailbox.accountId, mailbox.mailboxId],
  );
  return rows.map((row) => row.keyword);
}
