import type { Queryable } from '@postroom/database';
import type { Authenticated } from './authenticated.ts';

/** The source of notices about changed passwords and accounts; null: some notices may have been missed. */
export interface LoginNotices {
  subscribe(listener: (accountId: number | null) => void): () => void;
}

export interface LoginWatchOptions {
  /** How often all logins of this process are compared with the database, in ms. */
  everyMs?: number;
  /** How long the result of a comparison is good for `isGood`, in ms. */
  freshMs?: number;
  onError(error: unknown): void;
}

/** What decides whether a login is still good. */
export type LoginProof = Omit<Authenticated, 'address'>;

/** How many logins one query compares. */
const PAGE = 1_000;

interface Watched {
  readonly login: Authenticated;
  readonly ended: Set<() => void>;
  lookedAt: number;
}

/**
 * Watches the logins that sessions of this process depend on. A login ends when the account's password or status changes, when the account
 * is removed, or when its login session ends (which may outlive a password): at once on a notice, otherwise within seconds. A notice only
 * says where to look; the database decides.
 */
export class LoginWatch implements Disposable {
  readonly #db: Queryable;
  readonly #options: Required<LoginWatchOptions>;
  readonly #watched = new Map<string, Watched>();
  readonly #due = new Set<Watched>();
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #looking = false;
  #isOver = false;

  constructor(db: Queryable, notices: LoginNotices, options: LoginWatchOptions) {
    this.#db = db;
    this.#options = { everyMs: 3_000, freshMs: 1_000, ...options };
    this.#timer = setInterval(() => this.#look(null), this.#options.everyMs);
    this.#timer.unref();
    this.#unsubscribe = notices.subscribe((accountId) => this.#look(accountId));
  }

  /** Calls `ended` once when this login is no longer good. Returns a function that stops the watch when the session is over. */
  watch(login: Authenticated, ended: () => void): () => void {
    const key = keyOf(login);
    const watched = this.#watched.get(key) ?? { login, ended: new Set(), lookedAt: performance.now() };
    this.#watched.set(key, watched);
    watched.ended.add(ended);
    return () => {
      watched.ended.delete(ended);
      if (watched.ended.size === 0 && this.#watched.get(key) === watched) this.#watched.delete(key);
    };
  }

  /** Returns whether a login is still good; the answer is at most `freshMs` old. Throws when the database cannot be asked. */
  async isGood(login: LoginProof): Promise<boolean> {
    const watched = this.#watched.get(keyOf(login));
    if (watched && performance.now() - watched.lookedAt < this.#options.freshMs) return true;
    const good = (await endedAmong(this.#db, [login])).length === 0;
    if (watched && good) watched.lookedAt = performance.now();
    else if (watched) this.#end(watched);
    return good;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
    this.#watched.clear();
    this.#due.clear();
    this.#isOver = true;
  }

  #look(accountId: number | null): void {
    for (const watched of this.#watched.values()) {
      if (accountId !== null && watched.login.accountId !== accountId) continue;
      this.#due.add(watched);
      // After a notice the earlier result says nothing.
      if (accountId !== null) watched.lookedAt = Number.NEGATIVE_INFINITY;
    }
    if (this.#looking || this.#due.size === 0) return;
    this.#looking = true;
    void this.#work().finally(() => {
      this.#looking = false;
    });
  }

  /** Works until no login is due. One that becomes due again while it is being compared is compared once more. */
  async #work(): Promise<void> {
    while (this.#due.size > 0) {
      const page = [...this.#due.keys().take(PAGE)];
      for (const watched of page) this.#due.delete(watched);
      const began = performance.now();
      try {
        const ended = await endedAmong(
          this.#db,
          page.map(({ login }) => login),
        );
        for (const watched of page) if (!this.#due.has(watched)) watched.lookedAt = began;
        for (const at of ended) this.#end(page[at] as Watched);
      } catch (error) {
        // The database is away: nobody is logged out for that, and the next look comes soon.
        // After disposal the database may be closed too, so the error is not reported.
        if (!this.#isOver) this.#options.onError(error);
      }
    }
  }

  #end(watched: Watched): void {
    const key = keyOf(watched.login);
    if (this.#watched.get(key) === watched) this.#watched.delete(key);
    for (const ended of [...watched.ended]) {
      watched.ended.delete(ended);
      try {
        ended();
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }
}

function keyOf({ accountId, credentials, sessionId }: LoginProof): string {
  return `${accountId} ${credentials} ${sessionId ?? ''}`;
}

/**
 * Returns the positions in the list of logins that are no longer good. A login session may have been moved to a new password, so for its
 * logins the session's credentials decide. A login by app password is good while that exists; one by an issuer's token until its time ends.
 */
async function endedAmong(db: Queryable, logins: readonly LoginProof[]): Promise<number[]> {
  const { rows } = await db.query<{ at: number }>({
    name: 'ended-logins',
    text: `select (q.n - 1)::int as at
      from unnest($1::bigint[], $2::text[], $3::bigint[]) with ordinality as q (id, credentials, session_id, n)
      left join login_sessions s on s.account_id = q.id and s.id = q.session_id and s.ends_at > now()
      left join app_passwords p on p.account_id = q.id
        and p.id = substring(q.credentials from '^app-password:([0-9]{1,15})$')::bigint
        and (p.ends_at is null or p.ends_at > now())
      left join accounts a on a.id = q.id and a.status = 'active'
        and (p.id is not null or to_timestamp(substring(q.credentials from '^issuer:([0-9]{1,12})$')::bigint) > now() or md5(a.password_hash) = case when q.session_id is null then q.credentials else s.credentials end)
      where a.id is null`,
    values: [
      logins.map(({ accountId }) => accountId),
      logins.map(({ credentials }) => credentials),
      logins.map(({ sessionId }) => sessionId ?? null),
    ],
  });
  return rows.map(({ at }) => at);
}
