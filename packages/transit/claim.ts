import type { Queryable } from '@postroom/database';
import { OVERDUE_MS, RELEASED_AT } from './mail.ts';
import type { RemoteDelivery } from './remote.ts';

/** The number of lanes of a destination. Each sending account has one, which it may share with others. */
export const LANES = 256;

/** Returns the lane of a sending account. All mail from elsewhere shares one lane. */
export function laneOf(accountId: number | null | undefined): number {
  return (accountId ?? 0) % LANES;
}

/**
 * Claims due deliveries of one destination: the smallest precedence first, then from each lane in turn, the longest due first.
 * It pushes next_attempt_at ahead, which is the lease: if the worker dies, the deliveries come due again by themselves.
 * Two workers never get the same row. It may return fewer than `limit` although more are due, but never fewer than a quarter of it.
 *
 * The query skips from one lane to the next in the index and reads each lane in order, so its cost depends on the claim and not on
 * the size of the queue. The ids to update are passed as an array, so that the planner looks rows up by key whatever its statistics say.
 */
export async function claimRemote(
  db: Queryable,
  destination: string,
  options: { limit: number; leaseMs: number },
): Promise<RemoteDelivery[]> {
  const { rows } = await db.query<RemoteDelivery & Record<string, unknown>>({
    name: 'claim-remote',
    text: `with recursive lanes as (
        (select precedence, lane from deliveries where state = 'queued' and destination = $1
         order by destination, precedence, lane limit 1)
        union all
        select n.precedence, n.lane from lanes l cross join lateral (
          select precedence, lane from deliveries
          where state = 'queued' and destination = $1 and (precedence, lane) > (l.precedence, l.lane)
          order by destination, precedence, lane limit 1) n
      ), due_lanes as materialized (
        select l.precedence, l.lane from lanes l cross join lateral (
          select 1 from deliveries where state = 'queued' and destination = $1 and precedence = l.precedence
            and lane = l.lane and next_attempt_at <= now()
          order by next_attempt_at limit 1) first
      ), share as materialized (
        select precedence, least($2::int, greatest(1, 2 * $2::int / count(*)))::int as rows from due_lanes
        group by precedence
      ), picked as (
        select d.id, l.precedence, l.lane, row_number() over (partition by l.precedence, l.lane) as turn
        from due_lanes l join share s on s.precedence = l.precedence cross join lateral (
          select id from deliveries
          where state = 'queued' and destination = $1 and precedence = l.precedence and lane = l.lane
            and next_attempt_at <= now()
          order by next_attempt_at, mail_id limit s.rows for update skip locked) d
      ), claimed as (
        update deliveries set attempts = attempts + 1, overdue_ms = ${OVERDUE_MS},
          next_attempt_at = now() + $3::int * interval '1 ms', attempt_until = now() + $3::int * interval '1 ms'
        where id = any(array(select id from picked order by precedence, turn, lane limit $2::int))
        returning *
      )
      select d.id, d.mail_id as "mailId", m.blob_id as "blobId", m.size, d.destination, d.recipient,
        d.original_recipient as "originalRecipient", d.orcpt, d.notify, m.reverse_path as "reversePath", m.source,
        m.account_id as "senderAccountId", m.envelope_id as "envelopeId", m.return_content as "returnContent", m.smtputf8, m.is_binary as "isBinary", m.require_tls as "requireTls",
        -d.precedence as priority, m.deliver_by as "deliverBy", m.deliver_by_mode as "deliverByMode", m.message_id as "messageId",
        d.attempts, d.delay_notified_at as "delayNotifiedAt", ${RELEASED_AT} as "acceptedAt", d.overdue_ms::float8 as "overdueMs", m.traceparent,
        m.forwarded_by as "forwardedBy"
      from claimed d join accepted_mails m on m.id = d.mail_id order by d.precedence, d.mail_id, d.id`,
    values: [destination, options.limit, options.leaseMs],
  });
  return rows;
}
