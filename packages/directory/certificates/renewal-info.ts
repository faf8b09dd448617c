import type { Queryable } from '@postroom/database';

/** A certificate for which the authority is asked when to renew it. */
export interface ToAsk {
  readonly name: string;
  /** PEM, with our own certificate first. */
  readonly chain: string;
  readonly nextAttemptAt: Date;
}

/** When to ask again about the same certificate if no answer came. */
const UNANSWERED_SECONDS = 3_600;

/** Takes a certificate to ask about that is not due for renewal anyway. No other process asks about it in the meantime. */
export async function takeToAsk(db: Queryable): Promise<ToAsk | undefined> {
  const { rows } = await db.query<ToAsk & Record<string, unknown>>(
    `update certificates set renewal_info_at = now() + make_interval(secs => $1) where name = (
       select name from certificates
       where renewal_info_at <= now() and chain is not null and ends_at > now() and failures = 0 and next_attempt_at > now()
       order by renewal_info_at limit 1 for update skip locked)
     returning name, chain, next_attempt_at as "nextAttemptAt"`,
    [UNANSWERED_SECONDS],
  );
  return rows[0];
}

/** Stores the answer about a certificate, if that is still the current one and nobody is ordering a new one. */
export async function keepRenewal(
  db: Queryable,
  { name, chain }: Pick<ToAsk, 'name' | 'chain'>,
  { renewAt, askAgainMs }: { renewAt: Date; askAgainMs: number },
): Promise<void> {
  await db.query(
    `update certificates set next_attempt_at = $3, renewal_info_at = now() + make_interval(secs => $4)
     where name = $1 and chain = $2 and failures = 0 and leased_until <= now()`,
    [name, chain, renewAt, askAgainMs / 1000],
  );
}
