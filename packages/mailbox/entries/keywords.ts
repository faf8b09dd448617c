import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';

const MAX_KEYWORDS = 100; // on one message
const MAX_OCTETS = 100; // of one keyword
/** Keywords whose spelling a mailbox keeps. */
const MAX_SPELLED = 1_000;

/** Each keyword once, in the spelling that comes first; throws limit-reached for too many or too long ones. */
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
 * How a mailbox spells keywords, which compare without case (RFC 3501 2.3.2): as the first one that came did. Read and kept
 * under the account's lock.
 */
export class Spelling {
  readonly #known: Map<string, string>;
  #fresh: boolean;

  private constructor(known: readonly string[], fresh: boolean) {
    this.#fresh = fresh;
    this.#known = new Map(known.map((keyword) => [keyword.toLowerCase(), keyword]));
  }

  /** `more` keywords may come: when there is no room for them, those that no message has any more make some. */
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

  /** The mailbox's spelling of a keyword, which is this one if it had none. */
  of(keyword: string): string {
    const folded = keyword.toLowerCase();
    const known = this.#known.get(folded);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_SPELLED) return keyword;
    this.#known.set(folded, keyword);
    this.#fresh = true;
    return keyword;
  }

  /** Throws limit-reached if the mailbox has no room for a keyword it does not have. */
  requireRoomFor(keywords: readonly string[]): void {
    const fresh = keywords.filter((keyword) => !this.#known.has(keyword.toLowerCase()));
    if (this.#known.size + fresh.length <= MAX_SPELLED) return;
    throw new MailError('limit-reached', `A mailbox has at most ${MAX_SPELLED} keywords`);
  }

  /** Keeps what is not kept yet. */
  async save(tx: Queryable, mailbox: MailboxRef): Promise<void> {
    if (!this.#fresh) return;
    await tx.query('update mailboxes set keywords = $3 where account_id = $1 and id = $2', [
      mailbox.accountId,
      mailbox.mailboxId,
      [...this.#known.values()],
    ]);
  }
}

/** The keywords of a mailbox's messages, the oldest message's first. */
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
