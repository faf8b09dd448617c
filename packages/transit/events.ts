import type { Queryable } from '@postroom/database';
import { MAX_REPLY } from './mail.ts';

/** What can happen to a mail beyond its delivery rows. */
export type EventKind =
  | 'attempted' // detail: host, address, tls, outcome, reply, lines
  | 'deferred' // detail: host, reply, nextAttemptAt
  | 'failed' // detail: host, reply
  | 'relayed' // detail: host, reply
  | 'bounced' // detail: reportMailId
  | 'delay-notified' // detail: reportMailId
  | 'reported' // success report; detail: reportMailId
  | 'remote-report' // of the server that took it; detail: host, action, status, reply, reportMailId
  | 'disposition' // at its recipient, who says so; detail: disposition, reportMailId
  | 'redirected' // by an account; detail: to, mailId; of the mail that is sent on: by, from
  | 'filtered' // taken for junk by what was learned; detail: score
  | 'taken-as-report' // by programs alone: nobody reads its recipient
  | 'answered' // by an account that is away; detail: mailId
  | 'retried' // by an operator; by its sender where detail says so: by
  | 'held' // by an operator
  | 'released' // by an operator; detail, out of quarantine: from, by
  | 'dropped' // out of quarantine; detail: from, by, reason
  | 'cancelled' // by an operator
  | 'taken-back'; // by its sender

export interface NewEvent {
  mailId: string;
  deliveryId?: string | null;
  kind: EventKind;
  detail: Record<string, unknown>;
}

export async function insertEvents(db: Queryable, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db.query(
    `insert into delivery_events (mail_id, delivery_id, kind, detail)
     select mail_id, delivery_id, kind, detail
     from jsonb_to_recordset($1::jsonb) as e (mail_id uuid, delivery_id uuid, kind text, detail jsonb)`,
    [
      JSON.stringify(
        events.map((event) => ({
          mail_id: event.mailId,
          delivery_id: event.deliveryId ?? null,
          kind: event.kind,
          detail: event.detail,
        })),
        storable,
      ),
    ],
  );
}

/** For JSON.stringify: jsonb holds neither NUL nor halves of characters, and other servers' replies may, at any length. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, MAX_REPLY).replaceAll('\0', '').toWellFormed() : value;
}
