import { Counter, createProtocolMetrics, Histogram, type Metrics } from '@postroom/service';

export type IngressMetrics = ReturnType<typeof createIngressMetrics>;

export function createIngressMetrics(metrics: Metrics, connections: () => number) {
  const registers = [metrics];
  return {
    protocol: createProtocolMetrics(metrics, 'smtp', { connections }),
    accepted: new Counter({
      name: 'postroom_mails_accepted_total',
      help: 'Messages accepted with 250, by role: mx, submission or lmtp',
      labelNames: ['role'],
      registers,
    }),
    acceptedBytes: new Counter({
      name: 'postroom_mails_accepted_bytes_total',
      help: 'Octets of the accepted messages, by role',
      labelNames: ['role'],
      registers,
    }),
    // The label values are our own codes, so there are few of them.
    rejected: new Counter({
      name: 'postroom_smtp_rejected_total',
      help: 'Refusals, by enhanced status code',
      labelNames: ['reason'],
      registers,
    }),
    acceptSeconds: new Histogram({
      name: 'postroom_accept_seconds',
      help: 'Seconds from DATA to the commit of a message, without the wait for scanners',
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    }),
  };
}
