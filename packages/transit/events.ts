import type { Queryable } from '@postroom/database';
import { MAX_REPLY } from './mail.ts';

/** Events in the trace of a message that its delivery rows do not show. */
export type EventKind =
  | 'attempted' // detail: host, address, tls, outcome, reply, lines
  | 'deferred' // detail: host, reply, nextAttemptAt
  | 'failed' // detail: host, reply
  | 'relayed' // detail: host, reply
  | 'bounced' // detail: reportMailId
  | 'delay-notified' // detail: reportMailId
  | 'reported' // success report; detail: reportMailId
  | 'remote-report' // by the server that took the message; detail: host, action, status, reply, reportMailId
  | 'disposition' // the recipient's own claim; detail: disposition, reportMailId
  | 'redirected' // by an account; detail: to, mailId; in the trace of the new message: by, from
  | 'filtered' // taken for junk by the trained filter; detail: score
  | 'taken-as-report' // read by programs only: nobody reads this recipient's mail
  | 'answered' // by an account that is away; detail: mailId
  | 'retried' // by an operator, or by its sender where detail has `by`
  | 'held' // by an operator
  | 'released' // by an operator; when it leaves quarantine, detail: from, by
  | 'dropped' // deleted from quarantine; detail: from, by, reason
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

/** A replacer for JSON.stringify. jsonb holds neither NUL nor half surrogate pairs, but replies of other servers may, at any length. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, MAX_REPLY).replaceAll('\0', '').toWellFormed() : value;
}
