import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Pool, type Queryable, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';

/** The most subscriptions of one account. */
const MAX_SUBSCRIPTIONS = 25;

/** The public key and the secret of the reader of the messages (RFC 8291 2). */
export interface PushKeys {
  readonly p256dh: Buffer;
  readonly auth: Buffer;
}

/** The login that makes subscriptions: they are tied to its credentials (RFC 8620 7.2), those of a session to the session. */
export interface Subscriber {
  readonly accountId: number;
  readonly credentials: string;
  readonly sessionId?: number;
}

/** SQL for the subscriptions of a subscriber. A session keeps its subscriptions when its credentials change with the password. */
const OWN = `account_id = $1 and case when session_id is null then $3::bigint is null and credentials = $2
  else session_id = $3 end`;

/** The first three parameters of a query with OWN. */
function ownValues({ accountId, credentials, sessionId }: Subscriber): unknown[] {
  return [accountId, credentials, sessionId ?? null];
}

/** A new subscription as a client describes it (RFC 8620 7.2). */
export interface NewSubscription {
  readonly deviceClientId: string;
  readonly url: string;
  readonly keys: PushKeys | null;
  /** Null for all types. */
  readonly types: readonly string[] | null;
  readonly expires: Date;
}

/** What a client may read back: neither the URL nor the keys. */
export interface Subscription {
  readonly id: string;
  readonly deviceClientId: string;
  /** The code that the client has sent; null before that. */
  readonly verificationCode: string | null;
  readonly expires: Date;
  readonly types: readonly string[] | null;
}

/** Returns the subscriptions of a subscriber that have not expired. */
export async function readSubscriptions(db: Queryable, subscriber: Subscriber): Promise<Subscription[]> {
  const { rows } = await db.query<Subscription & Record<string, unknown>>({
    name: 'push-subscriptions',
    text: `select id, device_client_id as "deviceClientId", expires_at as expires, types,
        case when is_verified then verification_code end as "verificationCode"
      from push_subscriptions where ${OWN} and expires_at > now() order by id limit ${MAX_SUBSCRIPTIONS}`,
    values: ownValues(subscriber),
  });
  return rows;
}

/** Creates a subscription and returns its id. Nothing but the code is sent before the client has returned it. Throws limit-reached. */
export async function createSubscription(pool: Pool, subscriber: Subscriber, made: NewSubscription): Promise<string> {
  const { accountId, credentials, sessionId } = subscriber;
  const { deviceClientId, url, keys, types, expires } = made;
  const id = `P${randomBytes(16).toString('hex')}`;
  const isMade = await transaction(pool, async (tx) => {
    // The lock is needed because two transactions would not count each other's rows.
    await tx.query('select pg_advisory_xact_lock(85, hashint8($1::bigint))', [accountId]);
    await tx.query('delete from push_subscriptions where account_id = $1 and expires_at <= now()', [accountId]);
    const { rowCount } = await tx.query(
      `insert into push_subscriptions
         (account_id, id, credentials, device_client_id, url, p256dh, auth, types, expires_at, verification_code, session_id)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
       where (select count(*) from push_subscriptions where account_id = $1) < ${MAX_SUBSCRIPTIONS}`,
      [
        ...[accountId, id, credentials, deviceClientId, url, keys?.p256dh ?? null, keys?.auth ?? null, types, expires],
        randomBytes(24).toString('base64url'),
        sessionId ?? null,
      ],
    );
    return rowCount === 1;
  });
  if (!isMade) throw new MailError('limit-reached', `An account has at most ${MAX_SUBSCRIPTIONS} push subscriptions`);
  return id;
}

export interface SubscriptionChange {
  readonly verificationCode?: string;
  readonly expires?: Date;
  readonly types?: readonly string[] | null;
}

/**
 * Changes a subscription. The right code verifies it; earlier changes are not notified. Throws not-found, and invalid for a wrong code.
 * @param state the current state of the account's mail and its submissions
 */
export async function updateSubscription(
  pool: Pool,
  subscriber: Subscriber,
  id: string,
  change: SubscriptionChange,
  state: string,
): Promise<void> {
  await transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ code: string }>(
      `select verification_code as code from push_subscriptions
       where ${OWN} and id = $4 and expires_at > now() for update`,
      [...ownValues(subscriber), id],
    );
    const [row] = rows;
    if (!row) throw new MailError('not-found', 'There is no such push subscription');
    const { verificationCode, expires, types } = change;
    if (verificationCode !== undefined && !isSame(verificationCode, row.code))
      throw new MailError('invalid', 'This is not the code that was sent');
    await tx.query(
      `update push_subscriptions set
         pushed_state = case when $3 and not is_verified then $4 else pushed_state end,
         is_verified = is_verified or $3,
         expires_at = coalesce($5, expires_at), types = case when $6 then $7 else types end
       where account_id = $1 and id = $2`,
      [
        ...[subscriber.accountId, id, verificationCode !== undefined, state, expires ?? null],
        ...[types !== undefined, types ?? null],
      ],
    );
  });
}

/** Deletes a subscription of the subscriber; returns false when there is none. */
export async function destroySubscription(db: Queryable, subscriber: Subscriber, id: string): Promise<boolean> {
  const values = [...ownValues(subscriber), id];
  const { rowCount } = await db.query(`delete from push_subscriptions where ${OWN} and id = $4`, values);
  return rowCount === 1;
}

function isSame(given: string, code: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(code)];
  return one.length === other.length && timingSafeEqual(one, other);
}
