import type { Transaction } from '@postroom/database';
import { MailError, type SpecialUse } from '@postroom/types';
import { ancestors, DELIMITER, MAX_MAILBOXES, parentsOf } from './mailbox-names.ts';

/**
 * The names of an account's mailboxes, read under its lock before they are changed. A name that has no mailbox but stands above one is
 * only a level: \Noselect in IMAP, free for CREATE and RENAME, and gone with the last name below it (RFC 3501 6.3.4).
 */
export class MailboxTree {
  readonly #names: Set<string>;
  readonly #uses: ReadonlySet<string>;

  private constructor(rows: readonly { name: string; special_use: string | null }[]) {
    this.#names = new Set(rows.map(({ name }) => name));
    this.#uses = new Set(rows.flatMap(({ special_use: use }) => (use === null ? [] : [use])));
  }

  static async read(tx: Transaction, accountId: number): Promise<MailboxTree> {
    const { rows } = await tx.query<{ name: string; special_use: string | null }>(
      'select name, special_use from mailboxes where account_id = $1',
      [accountId],
    );
    return new MailboxTree(rows);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  usedBy(use: SpecialUse): boolean {
    return this.#uses.has(use);
  }

  below(name: string): string[] {
    return [...this.#names].filter((each) => each.startsWith(name + DELIMITER));
  }

  /** Returns the names above this one that must be created with it. Levels that already stand above other mailboxes are left as they are. */
  missingFor(name: string): string[] {
    const levels = parentsOf(this.#names);
    return ancestors(name).filter((above) => !this.#names.has(above) && !levels.has(above));
  }

  remove(names: readonly string[]): void {
    for (const name of names) this.#names.delete(name);
  }

  /** Checks that a name is not in use. Throws mailbox-exists. */
  requireFree(name: string): void {
    if (this.#names.has(name)) throw new MailError('mailbox-exists', `There is a mailbox ${name} already`);
  }

  /** Adds names. Throws mailbox-exists, or limit-reached when there are too many. */
  add(names: readonly string[]): void {
    for (const name of names) {
      this.requireFree(name);
      this.#names.add(name);
    }
    if (this.#names.size > MAX_MAILBOXES) {
      throw new MailError('limit-reached', `An account has at most ${MAX_MAILBOXES} mailboxes`);
    }
  }
}
