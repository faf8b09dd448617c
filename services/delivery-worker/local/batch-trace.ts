import type { Span, Tracer } from '@postroom/service';
import type { LocalDelivery } from '@postroom/transit';

/** The trace of mails that are filed together: one span for the batch, and one in the trace of each mail. */
export interface BatchTrace {
  filed(
    delivery: Pick<LocalDelivery, 'mailId' | 'traceparent' | 'attempts'>,
    place: { accountId: number; mailboxId: number; uid: number },
  ): void;
  refused(delivery: Pick<LocalDelivery, 'mailId' | 'traceparent' | 'attempts'>, reply: string): void;
  end(failure?: string): void;
}

const NOTHING: BatchTrace = { filed() {}, refused() {}, end() {} };

/** The most links of a span, as in the SDK; for a larger batch the span tells the number of mails. */
const MAX_LINKS = 128;

export function traceBatch(tracer: Tracer, waiting: readonly LocalDelivery[]): BatchTrace {
  if (!tracer.on) return NOTHING;
  const startTime = Date.now();
  const batch = tracer.start('file batch', {
    kind: 'consumer',
    links: waiting.slice(0, MAX_LINKS).map(({ traceparent }) => traceparent),
    attributes: { 'messaging.batch.message_count': waiting.length },
  });
  const each = (parent: string | null): Span =>
    tracer.start('file', { kind: 'consumer', parent, links: [batch.traceparent], startTime });
  return {
    filed({ mailId, traceparent, attempts }, { accountId, mailboxId, uid }) {
      const span = each(traceparent);
      span.set({
        'postroom.mail.id': mailId,
        'postroom.account.id': accountId,
        'postroom.mailbox.id': mailboxId,
        'postroom.uid': uid,
        'postroom.attempt': attempts + 1,
      });
      span.end();
    },
    refused({ mailId, traceparent, attempts }, reply) {
      const span = each(traceparent);
      span.set({ 'postroom.mail.id': mailId, 'postroom.attempt': attempts });
      span.end(reply);
    },
    end: (failure) => batch.end(failure),
  };
}
