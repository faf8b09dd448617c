import { Counter, type Metrics } from '@postroom/service';

export function createJoinCounter(metrics: Metrics): (outcome: string) => void {
  const outcomes = new Counter({
    name: 'postroom_join_applications_total',
    help: 'Applications for a mailbox by result: joined, pending, or the reason of the refusal',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  return (outcome) => outcomes.inc({ outcome });
}
