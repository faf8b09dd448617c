import { normaliseDomain } from '@postroom/smtp';

/** Which deliveries that wait; all that is given has to hold. */
export interface QueueFilter {
  /** An address, @domain, or <> for reports. */
  readonly sender?: string;
  /** The domain they go to. */
  readonly destination?: string;
  /** Accepted this long ago or longer. */
  readonly olderThanSeconds?: number;
  /** A part of what the other server said last. */
  readonly reason?: string;
  /** An account of ours that they are for, or that sent them. */
  readonly accountId?: number;
}

/** SQL, of a delivery `d` and its mail `m`: the values of such a filter are the first parameters of the statement. */
export const MATCHES = `
  ($1::text is null or case when $1 = '<>' then m.reverse_path = ''
    when $1 like '@%' then right(lower(m.reverse_path), length($1)) = lower($1) else lower(m.reverse_path) = lower($1) end)
  and ($2::text is null or d.destination = $2)
  and ($3::float8 is null or m.accepted_at <= now() - $3 * interval '1 s')
  and ($4::text is null or position(lower($4) in lower(coalesce(d.last_reply, ''))) > 0)
  and ($5::bigint is null or d.account_id = $5 or m.account_id = $5)`;

export function filterValues({ sender, destination, olderThanSeconds, reason, accountId }: QueueFilter): unknown[] {
  const domain = destination === undefined ? null : (normaliseDomain(destination) ?? '');
  return [sender ?? null, domain, olderThanSeconds ?? null, reason ?? null, accountId ?? null];
}
