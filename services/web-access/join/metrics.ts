import { Counter, type Metrics } from '@postroom/service';

export function createJoinCounter(metrics: Metrics): (outcome: string) => void {
  const outcomes = new Counter({
    name: 'postroom_join_applications_total',
    help: 'Applications for a mailbox by what became of them: joined, pending, or why they were refused',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  return (outcome) => outcomes.inc({ outcome });
}
