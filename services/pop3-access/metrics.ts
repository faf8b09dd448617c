import { Counter, Gauge, type Metrics } from '@postroom/service';

export type Pop3Metrics = ReturnType<typeof createPop3Metrics>;

export function createPop3Metrics(metrics: Metrics, connections: () => number) {
  const registers = [metrics];
  new Gauge({
    name: 'postroom_pop3_connections',
    help: 'Open POP3 connections',
    registers,
    collect() {
      this.set(connections());
    },
  });
  return {
    logins: new Counter({
      name: 'postroom_pop3_logins_total',
      help: 'POP3 logins, by result: ok or the reason of the refusal',
      labelNames: ['result'],
      registers,
    }),
    retrieved: new Counter({ name: 'postroom_pop3_retrieved_total', help: 'Messages sent by RETR', registers }),
    deleted: new Counter({ name: 'postroom_pop3_deleted_total', help: 'Messages removed at QUIT', registers }),
  };
}
