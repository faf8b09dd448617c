import { Counter, Gauge, Histogram, type Metrics } from '@postroom/service';

export type IngressMetrics = ReturnType<typeof createIngressMetrics>;

export function createIngressMetrics(metrics: Metrics, connections: () => number) {
  const registers = [metrics];
  new Gauge({
    name: 'postroom_smtp_connections',
    help: 'Open SMTP connections',
    registers,
    collect() {
      this.set(connections());
    },
  });
  return {
    accepted: new Counter({
      name: 'postroom_mails_accepted_total',
      help: 'Mails answered with 250, by role',
      labelNames: ['role'],
      registers,
    }),
    rejected: new Counter({
      name: 'postroom_smtp_rejected_total',
      help: 'Refusals, by enhanced status code or reason',
      labelNames: ['reason'],
      registers,
    }),
    authFailures: new Counter({ name: 'postroom_auth_failures_total', help: 'Failed logins', registers }),
    acceptSeconds: new Histogram({
      name: 'postroom_accept_seconds',
      help: 'From DATA to the commit',
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    }),
  };
}
