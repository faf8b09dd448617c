import { normaliseDomain } from '@postroom/smtp';

/** Selects waiting deliveries; every given field must match. */
export interface QueueFilter {
  /** The envelope sender: an address, @domain, or <> for the null reverse-path. */
  readonly sender?: string;
  /** The domain that they go to. */
  readonly destination?: string;
  /** Accepted at least this long ago. */
  readonly olderThanSeconds?: number;
  /** A part of the other server's last reply. */
  readonly reason?: string;
  /** An account of ours that sent or receives them. */
  readonly accountId?: number;
}

/** SQL on a delivery `d` and its message `m`. filterValues() gives its values, which are the first parameters of the statement. */
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
