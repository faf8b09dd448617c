import type { Pool } from '@postroom/database';
import type { PushKeys, Subscriber } from './subscriptions.ts';

/** How long a subscription that is being notified is exclusive; longer than a notification takes. */
const LEASE_SECONDS = 120;
/** The least time between two notifications; changes in between are combined. */
const GAP_SECONDS = 2;
/** After this many failures in a row, about a day, a subscription counts as dead. */
const MAX_ATTEMPTS = 12;
const FIRST_DELAY_SECONDS = 30;
const MAX_DELAY_SECONDS = 4 * 3_600;

/** A subscription with something to send. */
export interface DueSubscription extends Subscriber {
  readonly id: string;
  readonly url: string;
  readonly keys: PushKeys | null;
  readonly types: readonly string[] | null;
  /** The verification code to send first; null for a verified subscription that is behind its account. */
  readonly code: string | null;
  /** The last notified state, and the current one: of the account's mail, its submissions, what others share with it, and its quota. */
  readonly toldState: string | null;
  readonly state: string;
}

interface Row extends Omit<DueSubscription, 'keys' | 'sessionId'> {
  sessionId: number | null;
  p256dh: Buffer | null;
  auth: Buffer | null;
}

/** SQL for the account `a`. Most accounts have no shares, and a look at the index is much cheaper than the function. */
const SHARED = `case when exists (select 1 from mailbox_shares h where h.grantee_id = a.account_id)
  then shared_states(a.account_id) else '' end`;

/** SQL for all states of an account. Its rows are `o`, `a` and, if there are submissions, `x`. */
const STATES = `a.modseq || '.' || a.next_id || '/' || coalesce(x.modseq, 0) || '/' || ${SHARED}
  || '/' || coalesce(a.used_bytes || '.' || o.quota_bytes, 'none')`;

/** Subscriptions with something to send, of all accounts; each is taken by one process at a time. */
export class PushQueue {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Takes subscriptions that are behind, one of each account, for two minutes; if this process dies, others take them after that. Looks through
   * all subscriptions.
   * @param but accounts to leave out
   */
  async take(most: number, but: readonly number[] = []): Promise<DueSubscription[]> {
    const { rows } = await this.#pool.query<Row & Record<string, unknown>>({
      name: 'take-due-pushes',
      text: `with behind as (
          select distinct on (s.account_id) s.account_id, s.id, s.next_attempt_at, ${STATES} as state
          from push_subscriptions s join account_state a on a.account_id = s.account_id
          join accounts o on o.id = s.account_id
          left join sending_state x on x.account_id = s.account_id
          where s.next_attempt_at <= now() and s.expires_at > now() and s.account_id <> all($2)
            and (not s.is_code_sent or s.is_verified and s.pushed_state is distinct from ${STATES})
          order by s.account_id, s.next_attempt_at
        )
        update push_subscriptions p set next_attempt_at = now() + interval '${LEASE_SECONDS} seconds'
        from (
          select s.account_id, s.id, b.state
          from (select * from behind order by next_attempt_at limit $1) b join push_subscriptions s using (account_id, id)
          where s.next_attempt_at <= now() for update of s skip locked
        ) due
        where p.account_id = due.account_id and p.id = due.id
        returning p.account_id as "accountId", p.id, p.credentials,
          p.session_id as "sessionId", p.pushed_state as "toldState", p.url, p.p256dh, p.auth, p.types,
          case when not p.is_code_sent then p.verification_code end as code, due.state`,
      values: [most, but],
    });
    return rows.map(({ p256dh, auth, sessionId, ...row }) => ({
      ...row,
      ...(sessionId !== null && { sessionId }),
      keys: p256dh && auth ? { p256dh, auth } : null,
    }));
  }

  async succeeded({ accountId, id, code, state }: DueSubscription): Promise<void> {
    await this.#pool.query(
      `update push_subscriptions set attempts = 0, next_attempt_at = now() + interval '${GAP_SECONDS} seconds',
         is_code_sent = is_code_sent or $3, pushed_state = case when $3 then pushed_state else $4 end
       where account_id = $1 and id = $2`,
      [accountId, id, code !== null, state],
    );
  }

  /** Schedules another try, or deletes the subscription. @param afterSeconds the wait that the push service asks for */
  async failed({ accountId, id }: DueSubscription, afterSeconds = 0): Promise<void> {
    await this.#pool.query(
      `with gone as (
         delete from push_subscriptions where account_id = $1 and id = $2 and attempts + 1 >= ${MAX_ATTEMPTS}
       )
       update push_subscriptions set attempts = attempts + 1, next_attempt_at = now() + interval '1 second' *
         greatest($3::float8, least(${FIRST_DELAY_SECONDS} * 2 ^ attempts, ${MAX_DELAY_SECONDS}) * (0.75 + random() / 2))
       where account_id = $1 and id = $2 and attempts + 1 < ${MAX_ATTEMPTS}`,
      [accountId, id, Math.min(afterSeconds, MAX_DELAY_SECONDS)],
    );
  }

  /** Returns all subscriptions of an account, with the logins that made them. */
  async ofAccount(accountId: number): Promise<(Subscriber & Pick<DueSubscription, 'id'>)[]> {
    const { rows } = await this.#pool.query<Pick<Row, 'accountId' | 'id' | 'credentials' | 'sessionId'>>(
      `select account_id as "accountId", id, credentials, session_id as "sessionId"
       from push_subscriptions where account_id = $1`,
      [accountId],
    );
    return rows.map(({ sessionId, ...row }) => ({ ...row, ...(sessionId !== null && { sessionId }) }));
  }

  async forget({ accountId, id }: Pick<DueSubscription, 'accountId' | 'id'>): Promise<void> {
    await this.#pool.query('delete from push_subscriptions where account_id = $1 and id = $2', [accountId, id]);
  }

  async forgetExpired(): Promise<void> {
    await this.#pool.query('delete from push_subscriptions where expires_at <= now()');
  }
}
