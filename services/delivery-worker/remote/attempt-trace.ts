import type { Tracer } from '@postroom/service';
import type { RemoteDelivery } from '@postroom/transit';
import type { Settled } from '../outcomes/outcome.ts';
import type { Line } from './line.ts';

/** Starts the span of one attempt at one mail, in the trace of the mail. Returns the function that ends it with the outcomes. */
export function traceAttempt(
  tracer: Tracer,
  reachedBy: () => Line['reached'],
  [first, ...others]: readonly RemoteDelivery[],
): (settled: readonly Settled[]) => void {
  const span = tracer.start('relay', {
    kind: 'client',
    parent: first?.traceparent,
    attributes: {
      'postroom.mail.id': first?.mailId,
      'postroom.destination': first?.destination,
      'postroom.attempt': first?.attempts,
      'postroom.recipients': 1 + others.length,
    },
  });
  return (settled) => {
    const reached = reachedBy();
    // The span tells a failed outcome, if there is one.
    const told = settled.find(({ outcome }) => outcome.result !== 'relayed') ?? settled[0];
    span.set({
      'server.address': reached?.host ?? (told?.outcome.host || undefined),
      'network.peer.address': reached?.address,
      'postroom.tls': reached?.secured,
      'postroom.reply': told?.outcome.reply,
      'postroom.result': told?.outcome.result ?? 'left to other workers',
    });
    span.end(told && told.outcome.result !== 'relayed' ? told.outcome.reply : undefined);
  };
}
