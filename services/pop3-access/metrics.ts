import { Counter, createAccessMetrics, type Metrics } from '@postroom/service';

export type Pop3Metrics = ReturnType<typeof createPop3Metrics>;

export function createPop3Metrics(metrics: Metrics, connections: () => number) {
  const registers = [metrics];
  return {
    protocol: createAccessMetrics(metrics, 'pop3', { connections }),
    retrieved: new Counter({ name: 'postroom_pop3_retrieved_total', help: 'Messages sent by RETR', registers }),
    deleted: new Counter({ name: 'postroom_pop3_deleted_total', help: 'Messages removed at QUIT', registers }),
  };
}
